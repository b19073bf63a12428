// The task form: form-js with our own components, drafts, and submission that never loses what was typed.
import "@bpmn-io/form-js-viewer/dist/assets/form-js-base.css";
import { Form } from "@bpmn-io/form-js-viewer";
import { confirmed } from "./act.js";
import { chooseDraft, Drafts } from "./drafts.js";
import { loginOverPage, Offline, post, Refused } from "./http.js";
import { ours } from "./form_fields.jsx";
import { previews } from "./preview.js";
import { shown, Summary } from "./errors.js";

for (const place of document.querySelectorAll("[data-form]")) open(place);

async function open(place) {
  const task = JSON.parse(document.getElementById(place.dataset.form).textContent);
  // debounce off: another field changed within its 300 ms would put the old text back
  const form = new Form({ container: place, additionalModules: [ours], debounce: false });
  form.setProperty("readOnly", task.readonly);
  const drafts = new Drafts(task);
  const { answers, notice } = await chooseDraft(task, drafts);
  await form.importSchema(task.schema, { ...task.data, ...answers });
  place.removeAttribute("aria-busy");
  for (const bone of place.querySelectorAll(":scope > .skel")) bone.remove();
  name(place, task);
  previews(form);
  if (task.readonly) return;
  if (notice) notice(place, (other) => form.importSchema(task.schema, { ...task.data, ...other }));
  form.on("field.updated", () => drafts.typed(answersOf(form)));
  form.on("changed", () => drafts.counts(place));
  const summary = new Summary(place, form);
  for (const button of document.querySelectorAll(`[data-submit="${place.dataset.form}"]`)) {
    button.addEventListener("click", () => submit(button, form, task, drafts, summary));
    button.disabled = false;
  }
}

/** form-js names its form element nothing; a screen reader needs a name. */
function name(place, task) {
  place.querySelector("form")?.setAttribute("aria-label", task.title);
  place.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
}

/** What is visible now, without the keys that only feed the form. */
function answersOf(form) {
  return form._getSubmitData();
}

async function submit(button, form, task, drafts, summary) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const { data, errors } = form.submit();
  if (Object.keys(errors).length) return summary.show(shown(errors, form));
  const words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  try {
    if (await confirmed(task, data)) {
      button.textContent = button.dataset.busy;
      const answer = await post(task.submit_url, { answers: data });
      drafts.forget();
      location.assign(answer.url);
      return;
    }
  } catch (error) {
    await drafts.keepNow(data);
    await explain(error, { button, form, task, drafts, summary });
  }
  button.textContent = words;
  button.removeAttribute("aria-disabled");
}

async function explain(error, all) {
  const { form, task, drafts, summary } = all;
  if (error instanceof Offline) return drafts.say("离线，已存本机；连上后再送一次", "off");
  if (!(error instanceof Refused)) throw error;
  if (error.status === 401) return (await loginOverPage()) ? again(all) : drafts.say("还没有登录，内容已存本机", "off");
  if (error.status === 409) return document.getElementById("stale")?.showModal() ?? summary.show([{ words: error.message }]);
  if (error.status === 422) return summary.show(summary.mark(error.body.fields, error.message));
  summary.show([{ words: error.body.incident ? `${error.message}（事件 ${error.body.incident}）` : error.message }]);
}

function again({ button }) {
  setTimeout(() => button.click(), 0);
}
