// What every page has: the theme switch, `/` for search, toasts that go away by themselves, buttons that fire once.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) switchTheme();
  if (event.target.closest("[data-print]")) window.print();
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  const opener = event.target.closest("[data-dialog]");
  if (opener && opener.getAttribute("aria-disabled") !== "true") document.getElementById(opener.dataset.dialog).showModal();
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label")) location.href = row.dataset.href;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || isTyping(event.target)) return;
  const search = document.querySelector("[data-search]:not([hidden])");
  if (search) { event.preventDefault(); search.focus(); search.select(); }
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.method !== "post" || "download" in event.target.dataset) return; // a file leaves the page as it is
  if (event.target.dataset.sending) { event.preventDefault(); return; }
  event.target.dataset.sending = "1";
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.querySelector("[data-open-dialog]")?.closest("dialog").showModal(); // refused: what was typed is still there

for (const toast of document.querySelectorAll("[data-toast]")) dismissLater(toast);

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("anliu-theme", root.dataset.theme); } catch { /* only this page, then */ }
}

function dismissLater(toast) {
  let timer = setTimeout(() => toast.remove(), 8000);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), 4000); });
}
