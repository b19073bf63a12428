// The editor of a form's draft: form-js's canvas with our components in its palette, a panel of ours for what a field
// is, saved a second after each change; what the checker says and how an officer will see it stand below.
import "@bpmn-io/form-js-viewer/dist/assets/form-js-base.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor-base.css";
import "@bpmn-io/form-js-editor/dist/assets/dragula.css";
import "./desk.css";
import "./form_editor.css";
import { FormEditor } from "@bpmn-io/form-js-editor";
import { render } from "preact";
import { FileDraft } from "./autosave.js";
import { ours } from "./form_fields.jsx";
import { NAMES, Panel } from "./form_panel.jsx";
import { refresh } from "./parts.js";

const CHOICES = ["radio", "select", "checklist", "taglist", "checkbox"];

/** What may be put into a form of ours, in our words; the rest of form-js's components is not offered. */
class Offered {
  constructor(formFields) {
    for (const [type, field] of Object.entries(formFields._formFields)) {
      const isOurs = type.startsWith("anliu-");
      if (type !== "default" && !isOurs && !NAMES[type]) { delete formFields._formFields[type]; continue; }
      const { config } = field, name = isOurs ? config.name : NAMES[type];
      field.config = {
        ...config, name, group: isOurs ? "office" : CHOICES.includes(type) ? "selection" : config.group, ...(isOurs && { icon: letter(name[0]) }),
        create: (options = {}, isNew = true) => (isNew ? { ...config.create(options, isNew), ...begun(type, name, config, options) } : { ...options }),
      };
    }
  }
}
Offered.$inject = ["formFields", "ours"];

/** What a new component starts with. */
function begun(type, label, { keyed, pathed }, { key, path, ...given }) {
  if (type === "text") return { text: "请写说明", ...given };
  if (type === "group") return { label, components: [], ...given };
  if (pathed) return { label, components: [], allowAddRemove: true, defaultRepetitions: 1, showOutline: true, ...given, path: path ?? fresh(type) };
  if (!keyed) return given;
  const values = [{ label: "选项一", value: "option_1" }, { label: "选项二", value: "option_2" }];
  const more = type === "datetime" ? { subtype: "date", dateLabel: label } : type === "number" ? { decimalDigits: 0 } : CHOICES.includes(type) && type !== "checkbox" ? { values } : {};
  return { ...(type !== "datetime" && { label }), ...more, ...given, key: key ?? fresh(type) };
}

const fresh = (type) => `${type.replace("anliu-", "").replaceAll("-", "_")}_${Math.random().toString(36).slice(2, 6)}`;

const letter = (character) => () => (
  <svg width="36" height="36" viewBox="0 0 54 54" aria-hidden="true"><rect x="10" y="12" width="34" height="30" rx="3" fill="none" stroke="currentColor" />
    <text x="27" y="34" font-size="20" text-anchor="middle" fill="currentColor">{character}</text></svg>
);

const plain = {
  __init__: ["offered"], offered: ["type", Offered],
  propertiesPanel: ["value", { attachTo() {}, detach() {}, registerProvider() {} }],
};

class Editor extends FormEditor {
  _getModules() {
    return super._getModules().filter((module) => !module.propertiesPanel);
  }
}

const place = document.querySelector("[data-form-editor]");
if (place) open(JSON.parse(document.getElementById(place.dataset.formEditor).textContent));

async function open(told) {
  const canvas = place.querySelector("[data-canvas]"), panel = place.querySelector("[data-panel]");
  const editor = new Editor({ container: canvas, renderer: { compact: true }, additionalModules: [ours, plain] });
  const draft = new FileDraft({ url: told.url, revision: told.revision, key: told.kept, extension: "json", saved: () => { refresh(told.parts_url); preview(); } });
  const kept = draft.kept(), load = (text) => editor.importSchema(JSON.parse(text));
  try {
    await load(kept?.content ?? told.text);
  } catch (fault) {
    editor.destroy();
    canvas.className = "desk-canvas note note--bad";
    canvas.textContent = `这张表单不能在浏览器里改，内容没有动：${reason(fault.message)}。请照下面的检查改好文件，再上传。`;
    return;
  } finally {
    place.removeAttribute("aria-busy");
  }
  if (kept) draft.offer(kept);
  const show = () => render(<Panel editor={editor} field={editor.get("selection").get() ?? editor._getState().schema} roles={told.roles} />, panel);
  editor.on("selection.changed", show);
  editor.on("commandStack.changed", () => { show(); draft.changed(JSON.stringify(tidy(editor.saveSchema(), told), null, 1)); });
  place.addEventListener("click", ({ target }) => { const entry = target.closest(".fjs-palette-field"); if (entry) add(editor, entry.dataset.fieldType); });
  document.addEventListener("click", ({ target }) => {
    const wanted = target.closest("[data-field]")?.dataset.field;
    const field = wanted && editor.get("formFieldRegistry").getAll().find((each) => [each.key, each.path, each.id].includes(wanted));
    if (field) editor.get("selection").set(field);
  });
  show();
}

/** A click puts a new field behind the selected one, as dragging would. */
function add(editor, type) {
  const selected = editor.get("selection").get(), fields = editor.get("formFieldRegistry");
  const inside = selected && ["group", "dynamiclist"].includes(selected.type);
  const parent = inside ? selected : selected?._parent ? fields.get(selected._parent) : editor._getState().schema;
  const at = inside || !selected?._parent ? parent.components.length : parent.components.findIndex((each) => each.id === selected.id) + 1;
  const made = editor.get("modeling").addFormField({ type }, parent, at);
  editor.get("selection").set(fields.get(made.id));
}

/** The file without what only the canvas needs: numbers of fields nobody chose, rows with a single field. */
function tidy(schema, { text: before, name }) {
  const rows = {};
  const count = (field) => { if (field.layout?.row) rows[field.layout.row] = (rows[field.layout.row] ?? 0) + 1; field.components?.forEach(count); };
  count(schema);
  const clean = ({ id, layout, components, ...field }) => ({
    ...field, ...(id && before.includes(`"${id}"`) && { id }), ...(layout && (rows[layout.row] > 1 || layout.columns) && { layout }),
    ...(components && { components: components.map(clean) }),
  });
  const { id = name, schemaVersion = schema.schemaVersion } = JSON.parse(before);
  return { ...clean(schema), id, schemaVersion };
}

function reason(technical) {
  const kind = technical.match(/type <([^>]*)> not supported/), path = technical.match(/path '([^']*)'/);
  return kind ? `用了本系统没有的组件“${kind[1]}”` : path ? `字段名“${path[1]}”用了两次` : "编辑器读不懂它";
}

/** The frames show the draft as it was saved last. */
function preview() {
  for (const frame of place.querySelectorAll("iframe")) frame.contentWindow.location.reload();
}
