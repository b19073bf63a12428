// Talking to our own server: JSON in and out, the CSRF token, login over the page when the session has ended.

export class Refused extends Error {
  constructor(status, body) {
    super(body?.message ?? "没有办成，请再试一次");
    this.status = status === 400 && body?.code === "csrf" ? 401 : status; // the token ends with the session
    this.body = body ?? {};
  }
}
export class Offline extends Error {}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new Offline("离线");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

export const get = (url) => ask(url, {});

export const post = (url, body) =>
  ask(url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body) });

/** Upload one file with progress 0…1; answers {id, sha256, name, size}. */
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/attachments");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(new Refused(request.status, request.response));
    request.onerror = () => reject(new Offline("离线"));
    const data = new FormData();
    data.append("file", file);
    request.send(data);
  });
}

/** A session has ended: log in over the page, then take the new page's CSRF token. Resolves true when logged in. */
export function loginOverPage() {
  const dialog = document.createElement("dialog");
  dialog.className = "dlg";
  dialog.innerHTML = `<form class="pad stack-l"><p class="h2">登录已到期，请重新登录</p>
    <p class="sub">您填的内容都在，登录后接着办。</p><p class="err" role="alert" hidden></p>
    <div class="field"><label class="lab" for="again-name">账号</label><input class="in" id="again-name" name="username" autocomplete="username" required></div>
    <div class="field"><label class="lab" for="again-word">密码</label><input class="in" id="again-word" name="password" type="password" autocomplete="current-password" required></div>
    <div class="row"><button class="btn btn--go">登录</button><button class="btn" type="button" value="later">稍后再说</button></div></form>`;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    const done = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    dialog.querySelector("[value=later]").onclick = () => done(false);
    dialog.oncancel = () => done(false);
    dialog.querySelector("form").onsubmit = async (event) => {
      event.preventDefault();
      const said = dialog.querySelector(".err");
      try {
        if (await logIn(new FormData(event.target))) return done(true);
        said.textContent = "账号或密码不对，请再试一次。";
      } catch {
        said.textContent = "现在连不上服务器，内容已存本机，稍后再试。";
      }
      said.hidden = false;
    };
  });
}

async function logIn(fields) {
  await renewToken("/login");
  fields.append("csrf_token", token());
  fields.append("next", "/health");
  const answer = await fetch("/login", { method: "POST", body: fields, credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || !answer.url.endsWith("/health")) return false;
  await renewToken(location.pathname);
  return true;
}

/** The token belongs to the session; a new session needs a new one. */
async function renewToken(path) {
  const page = await (await fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } })).text();
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector('meta[name="csrf-token"]');
  if (fresh) document.querySelector('meta[name="csrf-token"]').content = fresh.content;
}
