// The editor of a procedure's draft: bpmn-js with the Camunda 7 properties panel in Chinese, saved a second after each
// change; what the check says and what has changed stand below, each marked on the canvas on a click.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";
import BpmnModeler from "bpmn-js/lib/Modeler";
import { ElementTemplatesCoreModule } from "bpmn-js-element-templates/dist/core.esm.js";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from "bpmn-js-properties-panel";
import CamundaBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import { FileDraft } from "./autosave.js";
import { translate } from "./chinese_bpmn.mjs";
import { get, post } from "./http.js";
import { connectTo, DeskMenus, insertAfter, STEPS } from "./modeler_menus.js";
import { Desk } from "./modeler_model.js";
import { DeskPanel } from "./modeler_panel.js";

const place = document.querySelector("[data-modeler]");
const wide = matchMedia("(min-width: 900px)");
if (place && wide.matches) open();
else say("");

async function open() {
  const told = place.dataset, canvasPlace = place.querySelector("[data-canvas]");
  let file, choices;
  try {
    [file, choices] = await Promise.all([get(told.file), get(told.choices)]);
  } catch {
    return say("没有打开，请刷新再试");
  }
  const modeler = new BpmnModeler({
    container: canvasPlace, propertiesPanel: { parent: place.querySelector("[data-properties]") },
    moddleExtensions: { camunda }, elementTemplates: { loadTemplates: choices.templates },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule, CamundaBehaviors, ElementTemplatesCoreModule,
      { translate: ["value", translate], choices: ["value", choices], inserts: ["value", {}], desk: ["type", Desk],
        __init__: ["deskPanel", "deskMenus"], deskPanel: ["type", DeskPanel], deskMenus: ["type", DeskMenus] },
    ],
  });
  choices.elements = () => modeler.get("elementRegistry").filter((each) => each.businessObject);
  choices.modeling = modeler.get("modeling");
  choices.connect = (element, id) => connectTo(modeler, element, modeler.get("elementRegistry").get(id));
  choices.newForm = (element) => askForForm(modeler, choices, element);
  const draft = new FileDraft({ url: told.file, revision: file.revision, key: `${told.person}:${told.draft}:bpmn`, saved: () => check(modeler) });
  try {
    await start(modeler, draft, file);
  } catch (fault) {
    modeler.destroy();
    return refuse(canvasPlace, fault);
  }
  draft.say(`草稿已保存 ${file.saved_at}`);
  modeler.on("commandStack.changed", async () => { buttons(modeler); draft.changed((await modeler.saveXML({ format: true })).xml); });
  wire(modeler);
  check(modeler);
  window.anliuModeler = modeler; // for scripts of the office and for tests; nothing of ours reads it
}

/** Open what the server has, or what this machine kept when it never got there. */
async function start(modeler, draft, file) {
  const kept = draft.kept();
  const { warnings } = await modeler.importXML(kept?.content ?? file.content);
  if (warnings.length) throw new Error(warnings[0].message);
  const { xml } = await modeler.saveXML({ format: true });
  const { lost } = await post(`${place.dataset.file}/same`, { content: kept?.content ?? file.content, saved: xml });
  if (lost.length) throw new Error(lost.join("；"));
  readable(modeler);
  if (kept) draft.offer(kept);
}

/** The whole diagram where that can be read, else its beginning. */
function readable(modeler) {
  const canvas = modeler.get("canvas"), [start] = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:StartEvent");
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() > 0.55 || !start) return;
  canvas.zoom(0.75);
  const box = canvas.viewbox();
  canvas.viewbox({ x: start.x - 240, y: start.y - box.height / 3, width: box.width, height: box.height });
}

/** A file that would not come back as it was is not edited here at all. */
function refuse(canvas, fault) {
  const box = document.createElement("div");
  box.className = "note note--bad";
  box.setAttribute("role", "alert");
  const words = document.createElement("div"), title = document.createElement("b"), why = document.createElement("p");
  title.textContent = "这张图不能在这里编辑，否则会丢内容";
  why.textContent = `${spoken(fault.message)}。草稿没有变；请下载后用原来的建模工具改好，再上传。`;
  words.append(title, why);
  box.append(words);
  canvas.replaceChildren(box);
  say("没有打开");
}

/** What bpmn-moddle says of a file, in our words. */
function spoken(message) {
  const [first] = message.split("\n"), named = /<([^>]*)>/.exec(first)?.[1] ?? "";
  if (/[\u4e00-\u9fff]/.test(first)) return first;
  if (/no diagram|no plane|no process/.test(first)) return "文件里只有流程，没有图形";
  if (/unresolved reference/.test(first)) return `引用的“${named}”不在文件里`;
  if (/unparsable content|unknown element|unrecognized|unexpected/.test(first)) return `“${named}”放错了地方，或者不是 BPMN 的元素`;
  if (/duplicate ID/.test(first)) return `编号“${named}”用了两次`;
  if (/multiple DI elements/.test(first)) return `${named}画了两遍`;
  if (/unknown attribute/.test(first)) return `编辑器不认识属性“${named}”`;
  if (/failed to parse document/.test(first)) return "最外层不是 BPMN 2.0 的 definitions";
  if (/no namespace uri/.test(first)) return "别的工具写的一段内容，编辑器不能原样写回去";
  if (/no bpmnElement/.test(first)) return "有一个图形没有写明画的是什么";
  if (/^missing </.test(first)) return `“${/id="([^"]*)"/.exec(first)?.[1] ?? ""}”缺少 ${first.split("#")[1] ?? ""}`;
  return `读不懂这个文件（${first}）`;
}

function say(words) {
  document.querySelector("[data-draft-state] span").textContent = words;
}

// --- toolbar ---

function wire(modeler) {
  const commands = modeler.get("commandStack"), canvas = modeler.get("canvas"), selection = modeler.get("selection");
  const acts = {
    undo: () => commands.undo(), redo: () => commands.redo(), fit: () => canvas.zoom("fit-viewport", "auto"),
    find: () => modeler.get("searchPad").toggle(),
  };
  document.addEventListener("click", ({ target }) => {
    acts[target.closest("[data-act]")?.dataset.act]?.();
    const step = STEPS[target.closest("[data-insert]")?.dataset.insert], [chosen] = selection.get();
    if (step && chosen) show(modeler, insertAfter(modeler, chosen, step));
  });
  place.addEventListener("click", ({ target }) => {
    const found = target.closest("[data-element]"), tab = target.closest("[data-tab]");
    if (found) mark(modeler, found.dataset.element);
    if (tab) turn(tab);
  });
  modeler.on("selection.changed", () => buttons(modeler));
  buttons(modeler);
}

function buttons(modeler) {
  const commands = modeler.get("commandStack"), [chosen] = modeler.get("selection").get();
  const enabled = { undo: commands.canUndo(), redo: commands.canRedo() };
  for (const [act, on] of Object.entries(enabled)) document.querySelector(`[data-act=${act}]`).disabled = !on;
  const may = Boolean(chosen && !chosen.waypoints && chosen.outgoing && chosen.type !== "bpmn:EndEvent" && chosen.type !== "label");
  for (const button of document.querySelectorAll("[data-insert]")) button.disabled = !may;
}

function show(modeler, shape) {
  modeler.get("selection").select(shape);
  modeler.get("canvas").scrollToElement(shape, 120);
}

function turn(tab) {
  for (const each of place.querySelectorAll("[data-tab]")) each.setAttribute("aria-selected", String(each === tab));
  for (const each of place.querySelectorAll("[data-panel]")) each.hidden = each.dataset.panel !== tab.dataset.tab;
}

// --- what the check says ---

async function check(modeler) {
  let told;
  try {
    told = await get(place.dataset.problems);
  } catch {
    return; // offline: what it said last stays
  }
  const registry = modeler.get("elementRegistry"), canvas = modeler.get("canvas");
  const faulty = new Set(told.problems.filter((each) => each.severity === "error").map((each) => each.element));
  for (const each of registry.getAll()) canvas[faulty.has(each.id) ? "addMarker" : "removeMarker"](each.id, "is-faulty");
  list("problems", told.problems.map((each) => line(each.message, each.element, each.severity === "error" ? ["错误", "bad"] : ["提醒", "wait"], each.code)), "没有问题，可以提交。");
  list("changes", told.changes.map((each) => line(each.words, each.element)), "和现在的版本没有差别。");
  place.dataset.errors = faulty.size ? String(told.problems.filter((each) => each.severity === "error").length) : "0";
}

function list(name, lines, nothing) {
  const panel = place.querySelector(`[data-panel=${name}]`);
  place.querySelector(`[data-count=${name}]`).textContent = lines.length || "";
  panel.replaceChildren(...(lines.length ? lines : [line(nothing)]));
}

function line(words, element, tag, code) {
  const item = document.createElement("li");
  if (tag) item.append(marked(`tag tag--${tag[1]}`, tag[0]), " ");
  if (element) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.dataset.element = element;
    button.textContent = words;
    item.append(button);
  } else item.append(words);
  if (code) item.append(" ", marked("code-no", code));
  return item;
}

function marked(classes, words) {
  const box = document.createElement("span");
  box.className = classes;
  box.textContent = words;
  return box;
}

function mark(modeler, id) {
  const shape = modeler.get("elementRegistry").get(id);
  if (!shape) return;
  show(modeler, shape);
  document.querySelector("[data-live]").textContent = `已选中${shape.businessObject?.name || id}`;
}

// --- a form for a new step ---

async function askForForm(modeler, choices, element) {
  const dialog = document.getElementById("form-dialog"), form = dialog.querySelector("form"), said = dialog.querySelector(".err");
  form.reset();
  said.hidden = true;
  form.elements.key.value = freeKey(element.id, choices);
  dialog.showModal();
  form.onsubmit = async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      const made = await post(place.dataset.forms, { key: form.elements.key.value.trim(), kind: form.elements.kind.value });
      choices.forms.push(made);
      modeler.get("desk").setAttribute(element, "formKey", made.value);
      dialog.close();
    } catch (error) {
      said.querySelector("span").textContent = error.message;
      said.hidden = false;
    }
  };
}

/** A key nobody has: the step's id where that is one, else made of it. */
function freeKey(id, choices) {
  const base = /^[a-z][a-z0-9_]+$/.test(id) ? id : `${id.toLowerCase().replace(/\W/g, "_")}_form`;
  const taken = (key) => choices.forms.some((each) => each.value === key);
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken(key)) return key;
  }
}
