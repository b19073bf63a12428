// Drafts: on the server a second after typing stops, on this machine at once. Nothing typed is ever lost.
import { Offline, post, Refused } from "./http.js";

const PAUSE = 1000;
const RETRY = 15000;

export class Drafts {
  constructor(task) {
    this.url = task.draft_url;
    this.key = `anliu-draft:${task.person}:${task.id}`;
    this.line = document.querySelector("[data-draft-state]");
    window.addEventListener("online", () => this.waiting && this.send(this.waiting));
    window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
  }

  typed(answers) {
    this.unsaved = true;
    this.store(answers, false);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(answers), PAUSE);
  }

  async send(answers) {
    clearTimeout(this.timer);
    if (!this.url) { this.unsaved = false; return this.say(`草稿已存本机 ${clock()}`, "check"); }
    try {
      const { at } = await post(this.url, { answers });
      this.waiting = null;
      this.unsaved = false;
      this.store(answers, at);
      this.say(`草稿已保存 ${clock()}`, "check");
    } catch (error) {
      this.unsaved = false; // it is on this machine
      this.waiting = answers;
      if (error instanceof Offline || (error instanceof Refused && error.status === 401)) {
        this.say(`${error instanceof Offline ? "离线" : "登录已到期"}，已存本机 ${clock()}`, "off");
        this.timer = setTimeout(() => this.waiting && this.send(this.waiting), RETRY);
      } else this.say(`草稿没有存到服务器，已存本机 ${clock()}`, "alert");
    }
  }

  /** Before something might go wrong: the copy on this machine is the latest. */
  async keepNow(answers) {
    clearTimeout(this.timer);
    this.store(answers, false);
    this.unsaved = false;
  }

  forget() {
    clearTimeout(this.timer);
    this.unsaved = false;
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
  }

  /** synced: when the server saved these answers, or false. */
  store(answers, synced) {
    try { localStorage.setItem(this.key, JSON.stringify({ answers, synced, at: new Date().toISOString() })); } catch { /* full or off */ }
  }

  local() {
    try { return JSON.parse(localStorage.getItem(this.key)); } catch { return null; }
  }

  say(words, icon) {
    if (!this.line) return;
    this.line.querySelector("use").setAttribute("href", `${document.querySelector("[data-icons]").dataset.icons}#i-${icon}`);
    this.line.querySelector("span").textContent = words;
    this.line.hidden = false;
  }

  /** 「已写 52 字，上限 500 字」 under long texts. */
  counts(place) {
    queueMicrotask(() => {
      for (const area of place.querySelectorAll("textarea.fjs-textarea")) count(area);
    });
  }
}

function count(area) {
  const written = area.value.trim().length;
  let line = area.parentElement.querySelector(".count-line");
  if (!written) return line?.remove();
  if (!line) {
    line = document.createElement("p");
    line.className = "hint count-line";
    area.after(line);
  }
  line.textContent = `已写 ${written} 字`;
}

/** Which copy the form opens with: this machine's when it never reached the server, else the server's. */
export async function chooseDraft(task, drafts) {
  const local = drafts.local(), remote = task.draft;
  if (!local || same(local.answers, remote?.answers)) return { answers: remote?.answers ?? {} };
  // saved by the server after it had made this page: ours is the newer one
  if (local.synced) return { answers: remote && Date.parse(local.synced) > Date.parse(remote.at) ? local.answers : remote?.answers ?? {} };
  if (!remote) return { answers: local.answers, notice: null };
  const notice = (place, reopen) => place.before(sideBySide(local, remote, reopen));
  return { answers: local.answers, notice };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function sideBySide(local, remote, reopen) {
  const box = document.createElement("div");
  box.className = "note note--warn form-summary";
  box.innerHTML = `<div class="stack"><b>有两份草稿</b><p>现在显示的是本机离线时写的一份。</p><div class="row">
    <button type="button" class="btn btn--sm" data-copy="local" aria-pressed="true"></button>
    <button type="button" class="btn btn--sm" data-copy="remote" aria-pressed="false"></button></div></div>`;
  const [mine, theirs] = box.querySelectorAll("button");
  mine.textContent = `本机的，${clock(new Date(local.at))}`;
  theirs.textContent = `服务器上的，${remote.saved_at}`;
  const choose = (button, answers) => () => {
    for (const one of [mine, theirs]) one.setAttribute("aria-pressed", String(one === button));
    reopen(answers);
  };
  mine.onclick = choose(mine, local.answers);
  theirs.onclick = choose(theirs, remote.answers);
  return box;
}

function clock(at = new Date()) {
  return at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}
