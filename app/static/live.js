// Forms that answer while one types: <form data-live="id id …"> asks its own address again and swaps the elements of
// these ids. Without this script the form's button does the same. A part a person is typing in is left alone, and an
// answer that comes after the next key is dropped, so nothing typed is ever overwritten.
const TYPED = "input:not([type=radio], [type=checkbox]), textarea";
let asked = 0;
let timer;

document.addEventListener("input", later);
document.addEventListener("compositionend", later);
for (const form of document.querySelectorAll("form[data-live]")) { // typed before this script was there
  if ([...form.querySelectorAll(TYPED)].some((field) => field.value !== field.defaultValue)) ask(form, asked);
}

function later(event) {
  const form = event.target.closest?.("form[data-live]");
  if (!form || event.isComposing) return;
  asked += 1;
  clearTimeout(timer);
  timer = setTimeout(ask, 250, form, asked);
}

async function ask(form, number) {
  const address = new URL(form.action);
  address.hash = "";
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  const parts = form.dataset.live.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  for (const part of parts) part.setAttribute("aria-busy", "true");
  const fresh = await page(address);
  if (number !== asked) return;
  for (const part of parts) part.removeAttribute("aria-busy");
  if (!fresh) { form.submit(); return; } // the browser says what is wrong: no network, no session
  const focus = document.activeElement;
  for (const part of parts) {
    const other = fresh.getElementById(part.id);
    if (other && !(part.contains(focus) && focus.matches(TYPED))) part.replaceWith(document.adoptNode(other));
  }
  history.replaceState(null, "", address);
  if (focus.id && !focus.isConnected) document.getElementById(focus.id)?.focus({ preventScroll: true });
}

async function page(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}
