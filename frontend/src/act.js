// A legal act states its consequences and asks once: 「签发」 or 「再看看」. Ordinary acts never ask.
import { post } from "./http.js";

/** Resolves true when the person may go on: nothing to confirm, or confirmed. Refusals of the server are thrown. */
export async function confirmed(task, answers) {
  const dialog = document.getElementById("act-dialog");
  if (!task.confirm_url || !dialog) return true;
  const { act } = await post(task.confirm_url, { answers });
  return act ? asked(dialog, act) : true;
}

function asked(dialog, act) {
  dialog.querySelector("[data-act-title]").textContent = act.title;
  dialog.querySelector("[data-act-lines]").replaceChildren(...act.lines.map(line));
  const go = dialog.querySelector("[data-act-go]");
  go.textContent = act.verb;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    go.onclick = () => dialog.close("go");
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
}

function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}
