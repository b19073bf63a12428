// The files chosen are checked first, without leaving the page: a refusal must not make anyone choose them again.
const form = document.querySelector("[data-deploy]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopImmediatePropagation(); // the page stays: its buttons must go on working
  const button = event.submitter, words = button.textContent;
  document.getElementById("deploy-dialog").close();
  button.disabled = true;
  button.textContent = button.dataset.busy;
  const clean = await check();
  button.disabled = false;
  button.textContent = words;
  if (!clean || !button.hasAttribute("formaction")) return;
  form.action = button.formAction;
  form.submit();
});

/** Show what the check finds; returns whether the files may be deployed. */
async function check() {
  const place = document.getElementById("findings");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...(page.getElementById("findings") ?? page.querySelector("main")).childNodes);
    place.querySelector("[role=alert], [role=status]")?.focus();
    return answer.ok;
  } catch {
    place.textContent = "没有连上服务器，选的文件还在，请稍后再试。";
    return false;
  }
}
