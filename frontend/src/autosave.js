// A file of a draft: on the server a second after each change, on this machine at once. Two who edit are told; nothing is lost.
import { loginOverPage, Offline, Refused, token } from "./http.js";

const PAUSE = 1000, RETRY = 15000;

export class FileDraft {
  /** told: {url, revision, key: what this machine keeps it under, saved(): after each save, extension: of the file}. */
  constructor(told) {
    this.told = told;
    this.key = `anliu-desk:${told.key}`;
    this.line = document.querySelector("[data-draft-state]");
    window.addEventListener("online", () => this.text && this.save());
    window.addEventListener("beforeunload", (event) => { if (this.text && !this.isKept) event.preventDefault(); });
    document.addEventListener("click", (event) => this.leave(event), { capture: true });
  }

  changed(text) {
    this.text = text;
    this.isKept = this.keep(text);
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** One save at a time, each from the revision the last one made. Resolves to whether all is on the server. */
  save() {
    clearTimeout(this.timer);
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.send());
    return this.saving;
  }

  async send() {
    const text = this.text;
    if (!text || this.isStopped) return !text;
    try {
      const saved = await put(this.told.url, { content: text, revision: this.told.revision });
      this.told.revision = saved.revision;
      if (this.text === text) { this.text = null; this.forget(); }
      this.say(`草稿已保存 ${saved.saved_at}`);
      this.told.saved?.();
      return true;
    } catch (error) {
      await this.explain(error);
      return false;
    }
  }

  async explain(error) {
    if (error instanceof Offline) {
      this.say("离线，改动已存本机，连上后自动保存");
      this.timer = setTimeout(() => this.save(), RETRY);
    } else if (error instanceof Refused && error.status === 401) {
      this.say("登录已到期，改动已存本机");
      if (await loginOverPage()) this.save();
    } else if (error instanceof Refused && error.body.code === "draft_changed") this.conflict(error.message);
    else this.say(error.message);
  }

  /** Somebody else saved: both versions stay, the person chooses. */
  conflict(message) {
    this.isStopped = true;
    this.say("没有保存");
    const choose = async (mine) => {
      box.remove();
      this.isStopped = false;
      if (!mine) { this.text = null; this.forget(); return location.reload(); }
      const theirs = await (await fetch(this.told.url, { headers: { Accept: "application/json" } })).json();
      this.told.revision = theirs.revision;
      this.save();
    };
    const box = notice(`${message}。`, [["用我的，换下对方的", () => choose(true)], ["用对方的，放弃我的", () => choose(false)], ["把我的存成文件", () => saveAs(this.text, this.told.extension)]]);
  }

  /** This machine kept a version that never reached the server: it is shown, the other one is a click away. */
  offer(kept) {
    const box = notice(`现在显示的是本机 ${clock(new Date(kept.at))} 离线时改的，还没有存到服务器。`, [
      ["接着用这一份", () => { box.remove(); this.changed(kept.content); }],
      ["用服务器上的", () => { this.text = null; this.forget(); location.reload(); }], // opened as carefully as any other
    ]);
  }

  kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept?.content ? kept : null;
    } catch { return null; }
  }

  keep(text) {
    try { localStorage.setItem(this.key, JSON.stringify({ content: text, at: new Date().toISOString() })); return true; } catch { return false; }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
  }

  /** A link to the draft's page goes there once the last change is saved. */
  async leave(event) {
    const link = event.target.closest("[data-leave]");
    if (!link || !this.text) return;
    event.preventDefault();
    if (await this.save()) location.href = link.href;
  }

  say(words) {
    this.line.querySelector("span").textContent = words;
  }
}

async function put(url, body) {
  let answer;
  try {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() };
    answer = await fetch(url, { method: "PUT", credentials: "same-origin", headers, body: JSON.stringify(body) });
  } catch {
    throw new Offline("离线");
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

function notice(words, buttons) {
  const box = document.createElement("div"), text = document.createElement("p"), row = document.createElement("p");
  box.className = "note note--warn";
  box.setAttribute("role", "alert");
  text.textContent = words;
  row.className = "row";
  for (const [label, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--sm";
    button.textContent = label;
    button.onclick = act;
    row.append(button);
  }
  const inner = document.createElement("div");
  inner.append(text, row);
  box.append(inner);
  document.querySelector("[data-notice]").replaceChildren(box);
  return box;
}

function saveAs(text, extension = "bpmn") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/xml" }));
  link.download = `我的改动.${extension}`;
  link.click();
}

const clock = (at) => at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
