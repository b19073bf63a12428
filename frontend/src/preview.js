// 预览文书: the papers a task leads to, as they would read with what is typed now.
import { Offline, post } from "./http.js";

export function previews(form) {
  const dialog = document.getElementById("preview-dialog");
  if (!dialog) return;
  for (const button of document.querySelectorAll("[data-preview]")) button.addEventListener("click", () => show(dialog, form));
}

async function show(dialog, form) {
  const place = dialog.querySelector("[data-preview-place]");
  place.textContent = "正在排版…";
  dialog.showModal();
  try {
    const { drafts } = await post(dialog.dataset.previewUrl, { answers: form._getSubmitData() });
    place.replaceChildren(...drafts.map(paper));
    if (!drafts.length) place.textContent = "填写的内容还不够排出文书，请再填几项后预览。";
  } catch (error) {
    place.textContent = error instanceof Offline ? "离线，暂时不能预览；填写不受影响。" : error.message;
  }
}

/** Escaped on the server: the fragment of the paper itself. */
function paper({ html, missing }) {
  const box = document.createElement("div");
  box.innerHTML = html;
  if (missing.length) {
    const line = document.createElement("p");
    line.className = "note note--warn draft-missing";
    line.textContent = `还缺：${missing.join("、")}`;
    box.prepend(line);
  }
  return box;
}
