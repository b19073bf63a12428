// Keys of the list: J/K or arrows move, Enter opens, X selects, C claims, ? shows help. Works on any [data-keys] table.
const table = document.querySelector("[data-keys]");
if (table) listen(table);

function listen(table) {
  const rows = [...table.querySelectorAll("tr[data-href]")];
  let at = rows.findIndex((row) => row.classList.contains("is-cur"));
  const go = (to) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("is-cur");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("is-cur");
    rows[at].querySelector("a.t")?.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1),
    Enter: () => rows[at] && location.assign(rows[at].dataset.href),
    x: () => toggle(rows[at]), c: () => rows[at]?.querySelector("[data-claim]")?.click(),
    "?": () => document.getElementById("keys-help")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act || (event.key === "Enter" && event.target.closest("a, button"))) return;
    event.preventDefault();
    act();
  });
}

function toggle(row) {
  row?.querySelector("input[name=task]")?.click();
}

const bar = document.querySelector("[data-selected]");
if (bar) select(bar);

/** What is selected shows a bar with what can be done with all of it. */
function select(bar) {
  const boxes = [...document.querySelectorAll("input[name=task]")];
  const show = () => {
    const number = boxes.filter((box) => box.checked).length;
    bar.hidden = !number;
    bar.querySelector("b").textContent = `已选 ${number} 件`;
    for (const box of boxes) box.closest("tr").classList.toggle("is-on", box.checked);
  };
  for (const box of boxes) box.addEventListener("change", show);
  bar.querySelector("[data-unselect]").onclick = () => { for (const box of boxes) box.checked = false; show(); };
  show(); // a browser keeps the boxes when one comes back
}

const isTyping = (target) => target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox");
