// Parts of a page that the server draws again: {id: html}. One that says the same is left alone, so that what is typed in it stays.
import { get } from "./http.js";

const drawn = {};

export function put(id, html) {
  const part = document.getElementById(id);
  if (!part || drawn[id] === html) return;
  drawn[id] = html;
  part.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

export async function refresh(url) {
  for (const [id, html] of Object.entries(await get(url).catch(() => ({})))) put(id, html);
}
