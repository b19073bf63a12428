// The editor of a decision table's draft: dmn-js in Chinese, saved a second after each change; what the checker says
// stands beside it with the rows marked on a click, and the draft is tried out with facts typed in.
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "./desk.css";
import "./table_editor.css";
import DmnModeler from "dmn-js/lib/Modeler";
import DmnViewer from "dmn-js/lib/Viewer";
import { translate } from "./chinese_dmn.mjs";
import { FileDraft } from "./autosave.js";
import { post } from "./http.js";
import { put, refresh } from "./parts.js";

const KINDS = { drd: "总图", decisionTable: "表", literalExpression: "表达式", boxedExpression: "函数" };
const chinese = { translate: ["value", translate] };
const place = document.querySelector("[data-table-editor]");
if (place) new TableEditor(JSON.parse(document.getElementById(place.dataset.tableEditor).textContent)).open();

function TableEditor(told) {
  const canvas = place.querySelector("[data-canvas]");
  const Editor = told.readonly ? DmnViewer : DmnModeler;
  const spoken = { additionalModules: [chinese] };
  const editor = new Editor({ container: canvas, ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, spoken])) });
  const text = async () => (await editor.saveXML({ format: true })).xml;
  let draft;

  this.open = async () => {
    draft = new FileDraft({ url: told.url, revision: told.revision, key: told.kept, extension: "dmn", saved: () => refresh(told.parts_url) });
    const kept = told.readonly ? null : draft.kept();
    try {
      await load(kept?.content ?? told.text);
    } catch (fault) {
      editor.destroy();
      return refuse(canvas, fault);
    } finally {
      place.removeAttribute("aria-busy");
    }
    tabs();
    document.addEventListener("click", clicked);
    canvas.addEventListener("click", write);
    document.addEventListener("submit", tried);
    if (told.readonly) return;
    editor.on("views.changed", watch);
    watch();
    if (kept) draft.offer(kept);
  };

  /** Nothing is edited here that would not come back as it was. */
  async function load(content) {
    const { warnings } = await editor.importXML(content);
    if (warnings.length) throw new Error(warnings[0].message);
    const first = editor.getViews().find((view) => view.element.id === told.key && view.type !== "drd");
    if (first) await editor.open(first);
    if (!told.readonly) await post(told.same_url, { content, saved: await text() });
  }

  const watched = new WeakSet();
  function watch() {
    const viewer = editor.getActiveViewer();
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.on("commandStack.changed", async () => draft.changed(await text()));
  }

  /** One button for each view: the drawing of requirements, every table, every expression. */
  function tabs() {
    const bar = place.querySelector("[data-views]");
    const draw = () => bar.replaceChildren(...editor.getViews().map((view) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = view.type === "drd" ? KINDS.drd : `${view.element.name || view.element.id}（${KINDS[view.type]}）`;
      if (view.element === editor.getActiveView()?.element) button.setAttribute("aria-current", "page");
      button.addEventListener("click", () => editor.open(view));
      return button;
    }));
    editor.on("views.changed", draw);
    draw();
  }

  function clicked({ target }) {
    const row = target.closest("[data-decision]"), example = target.closest("[data-example]");
    if (row) mark(row.dataset.decision, row.dataset.rules.split(" ").filter(Boolean));
    if (example) fill(JSON.parse(example.dataset.example));
  }

  /** Anywhere in a cell is in its text: dmn-js takes the focus only at the first click. */
  function write({ target }) {
    const cell = target.closest("td.cell");
    if (cell && !target.closest("[contenteditable], input, select, button"))
      setTimeout(() => cell.contains(document.activeElement) || cell.querySelector(".cm-content, [contenteditable]")?.focus());
  }

  /** Show the rows of a table; without rows, the table. */
  async function mark(decision, rules) {
    const view = editor.getViews().find((each) => each.element.id === decision && each.type !== "drd");
    if (view && view.element !== editor.getActiveView()?.element) await editor.open(view);
    paint("marked", rules);
    (canvas.querySelector(rules.map(cellsOf).join(",") || "nothing") ?? canvas).scrollIntoView({ block: "nearest" });
  }

  /** The facts of a counter-example, put into the try-out. */
  function fill(example) {
    const form = place.querySelector("[data-try]");
    if (!form) return;
    form.reset();
    for (const [name, value] of Object.entries(example))
      for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (input.type === "checkbox") input.checked = [value].flat().includes(input.value);
        else input.value = value ?? "";
      }
    form.requestSubmit();
  }

  async function tried(event) {
    if (!event.target.matches("[data-try]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await draft.save())) return;
    const facts = {};
    for (const input of event.target.elements)
      if (input.name) input.type === "checkbox" ? (facts[input.name] ??= []).push(...(input.checked ? [input.value] : [])) : (facts[input.name] = input.value);
    const { html, fired } = await post(told.try_url, facts).catch((fault) => ({ html: fault.message, fired: [] }));
    put("tried", html);
    paint("fired", fired);
  }
}

const cellsOf = (rule) => `.desk-canvas [data-row-id="${CSS.escape(rule)}"]`;
const paints = { marked: document.createElement("style"), fired: document.createElement("style") };
document.head.append(...Object.values(paints));

/** Colour rows of whatever table is shown, also after dmn-js has drawn them anew. */
function paint(as, rules) {
  paints[as].textContent = rules.length ? `${rules.map(cellsOf).join(",")} { background: var(--row-${as}) !important; }` : "";
}

/** What the editor cannot keep it does not open: a file is never changed by looking at it. */
function refuse(canvas, fault) {
  canvas.className = "desk-canvas note note--bad";
  canvas.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = fault.body ? fault.message : `这个文件不能在浏览器里改，内容没有动：${reason(fault.message)}。请下载后用建模工具修改，再上传。`;
  canvas.replaceChildren(words);
  if (fault.body) return;
  const technical = document.createElement("details");
  technical.innerHTML = "<summary>技术细节</summary><code></code>";
  technical.querySelector("code").textContent = fault.message;
  canvas.append(technical);
}

const REASONS = [
  [/duplicate ID <([^>]*)>/, (id) => `编号“${id}”用了两次`], [/unknown type <dmn:([^>]*)>/, (kind) => `编辑器还不认识“${kind}”这种写法`],
  [/unrecognized element <(?:\w+:)?([^>]*)>/, (kind) => `编辑器还不认识“${kind}”这种写法`], [/reading '\$parent'/, () => "有一张表没有结果列"],
  [/supply \{ waypoints \}/, () => "有一条连线没有画出来"], [/number of cells/, () => "有一行的格数和列数不同"], [/unknown attribute <([^>]*)>/, (name) => `编辑器还不认识属性“${name}”`],
];

function reason(technical) {
  for (const [pattern, words] of REASONS) { const found = technical.match(pattern); if (found) return words(found[1]); }
  return "编辑器读不懂它";
}
