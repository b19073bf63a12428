// What the editors of the designers' desk share: a draft saved a second after each change, and what the server says of it.
import { loginOverPage, Offline, post, Refused } from "./http.js";

const PAUSE = 1000, RETRY = 15000;

export class DeskDraft {
  /** told: {save_url, revision}; read: what the draft is now, as text (may be a promise); saved: called after a save. */
  constructor(told, read, saved = () => {}) {
    Object.assign(this, { told, read, saved });
    this.line = document.querySelector("[data-draft-state]");
    window.addEventListener("online", () => this.unsaved && this.save());
    window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
    document.addEventListener("submit", (event) => this.hold(event), { capture: true });
    document.addEventListener("click", (event) => this.leave(event));
  }

  changed() {
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** One save at a time, so that each begins from the revision the last one made. */
  save() {
    clearTimeout(this.timer);
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.send());
    return this.saving;
  }

  async send() {
    if (!this.unsaved) return true;
    this.unsaved = false;
    this.sending = true;
    try {
      const answer = await post(this.told.save_url, { text: await this.read(), revision: this.told.revision });
      this.told.revision = answer.revision;
      this.say(`草稿已保存 ${clock()}`, "check");
      for (const [id, html] of Object.entries(answer.parts ?? {})) put(id, html);
      this.saved();
      return true;
    } catch (error) {
      this.unsaved = true;
      this.explain(error);
      return false;
    } finally {
      this.sending = false;
    }
  }

  async explain(error) {
    if (error instanceof Offline) {
      this.say("离线，改动还在这一页，连上后自动保存", "off");
      this.timer = setTimeout(() => this.save(), RETRY);
    } else if (error instanceof Refused && error.status === 401) {
      this.say("登录已到期，改动还在这一页", "off");
      if (await loginOverPage()) this.save();
    } else this.say(error instanceof Refused ? error.message : "这一步的改动没有保存，请撤销后再试", "alert");
  }

  /** An act on the draft goes with its last change. */
  async hold(event) {
    if (!this.unsaved || event.target.dataset.try !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await this.save()) event.target.requestSubmit(event.submitter);
  }

  /** So does a way to another page. */
  async leave(event) {
    const link = event.target.closest("a[href]");
    if (!this.unsaved && !this.sending || !link || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await this.save()) location.assign(link.href);
  }

  say(words, icon) {
    this.line.querySelector("use").setAttribute("href", `${document.querySelector("[data-icons]").dataset.icons}#i-${icon}`);
    this.line.querySelector("span").textContent = words;
    this.line.hidden = false;
  }
}

const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

const drawn = {};

/** A part of the page as the server drew it again; left alone while it says the same, so that what is typed in it stays. */
export function put(id, html) {
  const part = document.getElementById(id);
  if (!part || drawn[id] === html) return;
  drawn[id] = html;
  part.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}
