// Our groups of the properties panel: who, which form, what the law says, when a flow is taken. Everything is a choice in
// words; what the deployment check would refuse (scripts, connectors, listeners that never run) is not offered at all.
import { CheckboxEntry, SelectEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { bare, wrapped } from "./modeler_model.js";

const HIDDEN = /^(CamundaPlatform__(AsynchronousContinuations|Connector|ExecutionListener|ExternalTask|FieldInjection|Form|HistoryCleanup|Implementation|Input$|Output$|JobExecution|ProcessVariables|Script|StartInitiator|TaskListener|Tasklist|UserAssignment|CandidateStarter|Condition|CallActivity|BusinessKey)|ElementTemplates__)/;
const NOTHING = { value: "", label: "（不写）" };
const KINDS = [{ value: "collectEntries", label: "一列，几个值" }, { value: "singleEntry", label: "一个值" }, { value: "singleResult", label: "一行" }, { value: "resultList", label: "几行" }];

export function DeskPanel(propertiesPanel, desk, choices, translate, eventBus, selection) {
  this.getGroups = (element) => (groups) => {
    const kept = groups.filter((group) => !HIDDEN.test(group.id));
    const own = groupsOf(element).filter((group) => group.entries.length);
    const at = kept.findIndex((group) => group.id === "general") + 1;
    return [...kept.slice(0, at), ...own, ...kept.slice(at)].map((each) => ({ ...each, translate })); // its headers do not ask for it
  };
  propertiesPanel.registerProvider(100, this);
  // what a gateway shows depends on its flows, which change without it
  eventBus.on("commandStack.changed", () => { if (selection.get().some(isGateway)) eventBus.fire("propertiesPanel.providersChanged"); });

  function groupsOf(element) {
    if (isGateway(element)) return [group("desk-ways", "怎么选路", ways(element)), onward(element)];
    return [...settings(element), ...(is(element, "bpmn:FlowNode") && !is(element, "bpmn:EndEvent") && element.type !== "label" ? [onward(element)] : [])];
  }

  function isGateway(element) {
    return ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].some((type) => is(element, type)) && element.type !== "label";
  }

  function settings(element) {
    if (is(element, "bpmn:UserTask") || is(element, "bpmn:ManualTask")) return [performing(element), answering(element), law(element)];
    if (is(element, "bpmn:ServiceTask")) return [group("desk-does", "做什么", handler(element)), law(element, ["law.document", "law.delivers", "law.requires", "law.basis"])];
    if (is(element, "bpmn:BusinessRuleTask")) return [group("desk-does", "决策表", deciding(element)), law(element, ["law.basis"])];
    if (is(element, "bpmn:CallActivity")) return [group("desk-does", "调用的流程", [called(element)]), law(element, ["law.step", "law.basis"])];
    if (is(element, "bpmn:CatchEvent") || is(element, "bpmn:BoundaryEvent")) return [law(element, timed(element) ? ["law.period", "law.period_from", "law.basis"] : ["law.basis"])];
    if (desk.isChosen(element)) return [group("desk-when", "什么情况走这里", when(element))];
    const process = processOf(element);
    return process ? [group("desk-start", "谁可以发起", starters(element, process))] : [];
  }

  const timed = (element) => (getBusinessObject(element).eventDefinitions ?? []).some((each) => is(each, "bpmn:TimerEventDefinition"));
  const processOf = (element) => is(element, "bpmn:Process") ? getBusinessObject(element) : null;
  const group = (id, label, entries) => ({ id, label, entries, shouldOpen: true, component: undefined });

  // --- entries ---

  function select(id, label, element, get, set, options, description) {
    const component = ({ element }) => {
      const debounce = useService("debounceInput");
      const offered = options();
      const value = get(element);
      if (value && !offered.some((each) => each.value === value)) offered.push({ value, label: `${value}（没有登记）` });
      return SelectEntry({ id, label, element, description, debounce, getValue: () => value, setValue: (chosen) => set(element, chosen), getOptions: () => offered });
    };
    return { id, element, component, isEdited: (node) => Boolean(node?.value) };
  }

  function text(id, label, element, get, set, description) {
    const component = ({ element }) => TextFieldEntry({
      id, label, element, description, debounce: useService("debounceInput"), getValue: () => get(element), setValue: (typed) => set(element, typed),
    });
    return { id, element, component, isEdited: (node) => Boolean(node?.value) };
  }

  function checkbox(id, label, element, get, set, description) {
    const component = ({ element }) => CheckboxEntry({ id, label, element, description, getValue: () => get(element), setValue: (on) => set(element, on) });
    return { id, element, component, isEdited: (node) => Boolean(node?.checked) };
  }

  const listed = (words) => (words ?? "").replaceAll("，", ",").split(",").map((each) => each.trim()).filter(Boolean);

  function several(id, element, get, set, options) {
    const unknown = listed(get(element)).filter((each) => !options.some((one) => one.value === each)).map((value) => ({ value, label: `${value}（没有登记）` }));
    return [...options, ...unknown].map((option) => checkbox(`${id}-${option.value}`, option.label, element,
      (element) => listed(get(element)).includes(option.value),
      (element, on) => {
        const kept = listed(get(element)).filter((each) => each !== option.value);
        set(element, [...kept, ...(on ? [option.value] : [])].join(","));
      }));
  }

  const attribute = (name) => [(element) => desk.attribute(element, name), (element, value) => desk.setAttribute(element, name, value)];
  const property = (name) => [(element) => desk.property(element, name), (element, value) => desk.setProperty(element, name, value)];

  // --- groups ---

  function performing(element) {
    const roles = several("desk-role", element, ...attribute("candidateGroups"), choices.roles);
    const named = text("desk-assignee", "指定的人（流程数据）", element, ...attribute("assignee"), "如 ${case_officers}；不填就由岗位里的人领取。");
    return group("desk-who", "谁来办", [...roles, named,
      select("desk-officers", "几个人签署", element, ...property("duty.officers"), () => [{ value: "", label: "一个人" }, { value: "2", label: "两名持证人员" }, { value: "3", label: "三名持证人员" }]),
      select("desk-apart-add", "不得由办过这一步的人办", element, () => "", (element, value) => value && toggle(element, "duty.separate_from", value), () => [{ value: "", label: "选一步加上…" }, ...tasksHere(element), ...choices.groups]),
      text("desk-apart", "不得兼任的步骤", element, ...property("duty.separate_from"), "任务编号，逗号隔开；上面选一步会加到这里。"),
      select("desk-bureau", "由哪一级机关办", element, ...property("duty.bureau"), () => [{ value: "", label: "本机关" }, { value: "superior", label: "上一级机关" }, { value: "${district_bureau}", label: "企业所在区的机关" }]),
      select("desk-head", "只由正职办", element, ...property("duty.head_only"), () => [NOTHING, { value: "true", label: "是，不能代理" }])]);
  }

  function toggle(element, name, value) {
    const kept = listed(desk.property(element, name));
    desk.setProperty(element, name, (kept.includes(value) ? kept : [...kept, value]).join(","));
  }

  function tasksHere(element) {
    const own = choices.elements().filter((each) => is(each, "bpmn:UserTask") && each !== element && each.type !== "label");
    const here = own.map((each) => ({ value: each.id, label: getBusinessObject(each).name || each.id }));
    return [...here, ...choices.tasks.filter((each) => !here.some((one) => one.value === each.value))];
  }

  function answering(element) {
    return group("desk-form", "填什么", [
      select("desk-form-key", "表单", element, (element) => desk.attribute(element, "formKey"), setForm,
        () => [{ value: "", label: "通用意见表" }, { value: "+", label: "新建表单…" }, ...choices.forms.map(({ value, label }) => ({ value, label }))],
        formHint(element)),
      ...editing(element),
      ...together(element),
      select("desk-listener", "填完以后", element, (element) => desk.listener(element), (element, name) => desk.setListener(element, name),
        () => [{ value: "", label: "（不留记录）" }, ...sorted(choices.handlers, "workflow.record_opinion")]),
    ]);
  }

  /** Several at once: offered where the check allows it; a switch left on elsewhere is shown so that it can be taken back. */
  function together(element) {
    const form = choices.forms.find((each) => each.value === desk.attribute(element, "formKey"));
    const allowed = form?.quick && !choices.one_by_one.includes(desk.property(element, "law.step")) && !desk.property(element, "duty.officers");
    if (!allowed && !desk.property(element, "office.bulk")) return [];
    return [checkbox("desk-bulk", "可以几件一起办", element, (element) => desk.property(element, "office.bulk") === "true",
      (element, on) => desk.setProperty(element, "office.bulk", on ? "true" : ""),
      allowed ? "办理人在待办里选中几件，答一次，逐件办结。" : "这一步须逐件办理，请取消。")];
  }

  /** The way to the editor of the chosen form, within this draft, and back. */
  function editing(element) {
    const key = desk.attribute(element, "formKey");
    if (!choices.forms.some((each) => each.value === key)) return [];
    const here = location.pathname, href = `${here.replace(/\/diagram$/, "")}/forms/${key}?back=${encodeURIComponent(here)}`;
    const component = () => h("div", { class: "bio-properties-panel-entry" }, h("a", { class: "btn btn--sm", href, "data-leave": "" }, "编辑这张表单"));
    return [{ id: "desk-form-edit", element, component }];
  }

  async function setForm(element, key) {
    if (key === "+") return choices.newForm(element);
    desk.setAttribute(element, "formKey", key);
  }

  function formHint(element) {
    const key = desk.attribute(element, "formKey"), form = choices.forms.find((each) => each.value === key);
    if (!form) return key ? undefined : "只填一段办理意见；网关不能按它选路。";
    const asked = form.fields.map((each) => each.label).join("、");
    return asked ? `网关可以按“${asked}”选路。` : "这张表单没有网关可以用的项。";
  }

  const sorted = (handlers, first) => [...handlers].sort((one, other) => (other.value === first) - (one.value === first))
    .map((each) => ({ value: each.value, label: each.label === each.value ? each.value : `${each.label}（${each.value}）` }));

  function handler(element) {
    const get = (element) => bare(desk.attribute(element, "delegateExpression")) || (desk.attribute(element, "type") === "external" ? desk.attribute(element, "topic") : "");
    const set = (element, name) => desk.setAttribute(element, "delegateExpression", wrapped(name));
    return [select("desk-handler", "处理程序", element, get, set, () => [NOTHING, ...sorted(choices.handlers, "documents.issue")]),
      text("desk-process-key", "启动的流程编号", element, ...property("process.key"), "只有“另行启动流程”要填。")];
  }

  function deciding(element) {
    return [select("desk-table", "决策表", element, ...attribute("decisionRef"), () => [NOTHING, ...choices.tables]),
      text("desk-result", "结果存为", element, ...attribute("resultVariable"), "英文名，网关用它选路，如 needs_review。"),
      select("desk-mapping", "结果怎么取", element, ...attribute("mapDecisionResult"), () => [NOTHING, ...KINDS])];
  }

  function called(element) {
    const modeling = choices.modeling;
    return select("desk-called", "流程", element, (element) => getBusinessObject(element).calledElement ?? "",
      (element, key) => modeling.updateProperties(element, { calledElement: key || undefined }), () => [NOTHING, ...choices.processes]);
  }

  const LAW = {
    "law.step": ["法定环节", () => choices.steps], "law.period": ["期限", () => choices.periods], "law.document": ["文书", () => choices.papers],
    "law.period_from": ["期限从哪天算", null, "served:文书编号（送达之日），或 data:流程数据名。"], "law.delivers": ["送达的文书", () => choices.papers],
    "law.requires": ["先要有的文书或环节", null, "文书、环节或任务的编号，逗号隔开；不齐不能办。"], "law.basis": ["依据", null, "如 行政处罚法第57条。"],
  };

  function law(element, names = ["law.step", "law.period", "law.period_from", "law.document", "law.requires", "law.basis"]) {
    return group("desk-law", "法定事项", names.map((name) => {
      const [label, options, hint] = LAW[name], id = `desk-${name.replace(".", "-")}`;
      const isSeveral = listed(desk.property(element, name)).length > 1;
      return options && !isSeveral ? select(id, label, element, ...property(name), () => [NOTHING, ...options()]) : text(id, label, element, ...property(name), hint);
    }).flatMap((entry) => (entry.id === "desk-law-requires" ? [entry, select("desk-requires-add", "加一项前置条件", element, () => "", (element, value) => value && toggle(element, "law.requires", value),
      () => [{ value: "", label: "选一项加上…" }, ...choices.papers.map((each) => ({ ...each, label: `文书 ${each.label}` })), ...tasksHere(element).map((each) => ({ ...each, label: `办过 ${each.label}` }))])] : [entry])));
  }

  function starters(element, process) {
    const get = () => process.get("camunda:candidateStarterGroups") ?? "";
    const set = (element, value) => choices.modeling.updateModdleProperties(element, process, { "camunda:candidateStarterGroups": value || undefined });
    return several("desk-starter", element, get, set, choices.starters);
  }

  // --- when a flow is taken: field, comparison, answer; the bare expression stays visible ---

  function when(element) {
    const isDefault = desk.isDefault(element);
    const entries = [checkbox("desk-default", "其他情况都走这里", element, () => isDefault, (element, on) => desk.setDefault(element, on))];
    if (isDefault) return entries;
    const parsed = parse(desk.condition(element)), fields = fieldsHere(element.source);
    const field = fields.find((each) => each.key === parsed?.key);
    entries.push(select("desk-field", "看哪一项", element, () => parsed?.key ?? "", (element, key) => desk.setCondition(element, key ? compared(key, fields) : ""),
      () => [NOTHING, ...fields.map((each) => ({ value: each.key, label: `${each.label}（${each.key}）` }))]));
    if (field) entries.push(select("desk-is", "是", element, () => parsed.value, (element, value) => desk.setCondition(element, `${parsed.key} ${parsed.sign} ${value}`), () => answers(field)));
    entries.push(text("desk-condition", "条件的写法", element, (element) => desk.condition(element), (element, words) => desk.setCondition(element, bare(words)), "上面选了会写在这里；也可以直接写，如 amount > 50000。"));
    return entries;
  }

  const parse = (words) => {
    const found = /^([A-Za-z_]\w*)\s*(==|!=)\s*('[^']*'|"[^"]*"|true|false|-?\d+(?:\.\d+)?)$/.exec(words.trim());
    return found && { key: found[1], sign: found[2], value: found[3].replace(/^"(.*)"$/, "'$1'") };
  };
  const answers = (field) => field.type === "checkbox" ? [{ value: "true", label: "勾选了" }, { value: "false", label: "没有勾选" }]
    : field.options.map((each) => ({ value: typeof each.value === "string" ? `'${each.value}'` : String(each.value), label: String(each.label) }));
  const compared = (key, fields) => `${key} == ${answers(fields.find((each) => each.key === key))[0]?.value ?? "''"}`;

  // --- a gateway: one choice for each way out; and a line drawn without a mouse ---

  function ways(element) {
    const flows = element.outgoing.filter((each) => is(each, "bpmn:SequenceFlow"));
    if (flows.length < 2) return [];
    const offered = fieldsHere(element).flatMap((field) => answers(field).map((each) => ({ value: `${field.key} == ${each.value}`, label: `${field.label} 是 ${each.label}（${field.key}）`, answer: each.label })));
    return flows.map((flow) => select(`desk-way-${flow.id}`, `到“${getBusinessObject(flow.target).name || flow.target.id}”`, element,
      () => (desk.isDefault(flow) ? "*" : normal(desk.condition(flow))),
      (_element, words) => (words === "*" ? desk.setDefault(flow, true) : choose(flow, words, offered.find((each) => each.value === words)?.answer)),
      () => {
        const written = normal(desk.condition(flow));
        return [{ value: "", label: "请选什么情况走这里" }, { value: "*", label: "其他情况都走这里" }, ...offered,
          ...(written && !offered.some((each) => each.value === written) ? [{ value: written, label: `写好的条件：${written}` }] : [])];
      }));
  }

  /** The flow takes the answer's words for its name, so that the picture says it, too. */
  function choose(flow, words, answer) {
    if (desk.isDefault(flow)) desk.setDefault(flow, false);
    desk.setCondition(flow, words);
    if (answer && !getBusinessObject(flow).name) choices.modeling.updateLabel(flow, answer);
  }

  const normal = (words) => { const found = parse(words); return found && found.sign === "==" ? `${found.key} == ${found.value}` : words.trim(); };

  function onward(element) {
    const targets = () => choices.elements().filter((each) => each !== element && each.parent === element.parent && each.type !== "label" && is(each, "bpmn:FlowNode") && !is(each, "bpmn:StartEvent") && !is(each, "bpmn:BoundaryEvent"))
      .map((each) => ({ value: each.id, label: `${getBusinessObject(each).name || each.id}（${each.id}）` }));
    return { ...group("desk-onward", "连线", [select("desk-connect", "再连一条线到", element, () => "", (element, id) => id && choices.connect(element, id), () => [{ value: "", label: "请选一步…" }, ...targets()])]), shouldOpen: false };
  }

  /** What the forms of this diagram answer; the steps right before come first. */
  function fieldsHere(from) {
    const keys = (shapes) => shapes.map((each) => getBusinessObject(each).get("camunda:formKey")).filter(Boolean);
    const shown = [...new Set([...keys(before(from)), ...keys(choices.elements())])];
    return shown.flatMap((key) => choices.forms.find((form) => form.value === key)?.fields ?? []);
  }

  /** The steps that lead here, the nearest first. */
  function before(element) {
    const found = [element];
    for (const each of found) for (const flow of each.incoming ?? []) if (!found.includes(flow.source)) found.push(flow.source);
    return found;
  }
}
DeskPanel.$inject = ["propertiesPanel", "desk", "choices", "translate", "eventBus", "selection"];
