// Palette, context pad and toolbar of the desk: few, named things. What can be dragged can also be done by a button:
// 「在后面插入」 makes room, puts the step into the flow and keeps what came after it.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { OPINION } from "./modeler_model.js";

export const STEPS = {
  review: { label: "复核", icon: "bpmn-icon-user-task", type: "bpmn:UserTask", template: "anliu.review_step", name: "复核", id: "recheck" },
  work: { label: "办理", icon: "bpmn-icon-user-task", type: "bpmn:UserTask", template: "anliu.work_step", name: "办理", id: "work_step" },
  issue: { label: "制作文书", icon: "bpmn-icon-service-task", type: "bpmn:ServiceTask", template: "anliu.issue_document", name: "制作文书", id: "issue_paper" },
  decide: { label: "条件网关", icon: "bpmn-icon-gateway-xor", type: "bpmn:ExclusiveGateway", name: "同意？", id: "choice" },
};
const GAP = 150;
const REFUSED = /send-task|receive-task|script-task|ad-hoc|complex-gateway|transaction|compensation/; // the check says no to these

export function DeskMenus(palette, contextPad, popupMenu, create, elementFactory, elementTemplates, autoPlace, eventBus, bpmnFactory, moddle, desk, inserts) {
  palette.registerProvider(500, this);
  contextPad.registerProvider(500, this);
  popupMenu.registerProvider("bpmn-replace", 1500, { getPopupMenuEntries: templateEntries });

  // what is new takes its template, and a person's task records what was said unless the designer chooses otherwise
  const templates = new WeakMap();
  eventBus.on("commandStack.shape.create.postExecuted", ({ context: { shape, hints } }) => hints?.createElementsBehavior !== false && begin(shape));
  eventBus.on("commandStack.shape.replace.postExecuted", ({ context: { newShape } }) => begin(newShape));
  function begin(shape) {
    if (templates.has(shape)) elementTemplates.applyTemplate(shape, templates.get(shape));
    if (is(shape, "bpmn:UserTask") && shape.type !== "label" && !desk.listener(shape)) desk.setListener(shape, OPINION);
  }

  const make = (step) => {
    const businessObject = bpmnFactory.create(step.type, { id: freeId(step.id), ...(step.name && { name: step.name }) });
    const shape = elementFactory.createShape({ type: step.type, businessObject, id: businessObject.id });
    const template = step.template && elementTemplates.getLatest(step.template)[0];
    if (template) templates.set(shape, template);
    return shape;
  };
  const freeId = (base) => {
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? base : `${base}_${number}`;
      if (!moddle.ids.assigned(id)) return id;
    }
  };
  inserts.make = make;

  this.getPaletteEntries = () => (entries) => {
    const own = Object.entries(STEPS).map(([id, step]) => {
      const start = (event) => create.start(event, make(step));
      return [`desk.${id}`, { group: "desk", className: `${step.icon} desk-${id}`, title: step.label, action: { dragstart: start, click: start } }];
    });
    const kept = Object.entries(entries).filter(([id]) => !/data-object|data-store|participant|create\.task|exclusive-gateway|create\.group/.test(id));
    return Object.fromEntries([...kept.filter(([id]) => /tool/.test(id)), ...own, ...kept.filter(([id]) => !/tool/.test(id))]);
  };

  this.getContextPadEntries = (element) => (entries) => {
    if (!entries["append.append-task"] && !entries["append.gateway"]) return without(entries);
    const own = Object.entries(STEPS).filter(([id]) => id === "review").map(([id, step]) => [`desk.${id}`, {
      group: "model", className: `${step.icon} desk-${id}`, title: `接一个${step.label}`,
      action: { click: () => autoPlace.append(element, make(step)), dragstart: (event) => create.start(event, make(step), { source: element }) },
    }]);
    return { ...Object.fromEntries(own), ...without(entries) };
  };

  function templateEntries(element) {
    return (entries) => {
      const offered = elementTemplates.getAll(element).map((template) => [`template-${template.id}`, {
        label: template.name, description: template.description, className: "bpmn-icon-user-task", group: { id: "templates", name: "常用步骤" },
        action: () => elementTemplates.applyTemplate(element, template),
      }]);
      return { ...Object.fromEntries(offered), ...without(entries) };
    };
  }
}
DeskMenus.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory", "elementTemplates", "autoPlace", "eventBus", "bpmnFactory", "moddle", "desk", "inserts"];

const without = (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => !REFUSED.test(id)));

/** Draw a flow; one that runs back goes round what lies between. */
export function connectTo(modeler, source, target) {
  const modeling = modeler.get("modeling"), flow = modeling.connect(source, target);
  const middle = (shape) => ({ x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 });
  const from = middle(source), to = middle(target);
  if (target.y + target.height < source.y && Math.abs(from.x - to.x) < target.width) {
    const aside = Math.min(source.x, target.x) - 40;
    modeling.updateWaypoints(flow, [{ x: source.x, y: from.y }, { x: aside, y: from.y }, { x: aside, y: to.y }, { x: target.x, y: to.y }]);
  } else if (target.x + target.width < source.x && Math.abs(from.y - to.y) < target.height) {
    const above = Math.min(source.y, target.y) - 40;
    modeling.updateWaypoints(flow, [{ x: from.x, y: source.y }, { x: from.x, y: above }, { x: to.x, y: above }, { x: to.x, y: target.y }]);
  }
  return flow;
}

/** Put a step behind another: into its one outgoing flow, room made for it; else beside it. Returns the new shape. */
export function insertAfter(modeler, element, step) {
  const modeling = modeler.get("modeling"), shape = modeler.get("inserts").make(step);
  const flows = (element.outgoing ?? []).filter((each) => is(each, "bpmn:SequenceFlow"));
  if (flows.length !== 1) return modeler.get("autoPlace").append(element, shape);
  const [flow] = flows, after = flow.target, place = roomFor(modeler, element, after, shape);
  const made = place ? modeling.createShape(shape, place, element.parent) : alone(modeler, modeler.get("autoPlace").append(element, shape));
  modeling.reconnectEnd(flow, made, { x: made.x + made.width / 2, y: made.y + made.height / 2 });
  modeling.connect(made, after);
  return made;
}

/** The middle of the room made between two steps, to the right or below; null where the flow runs backwards. */
function roomFor(modeler, element, after, shape) {
  const right = element.x + element.width, below = element.y + element.height;
  const middle = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  if (after.x > right) {
    shift(modeler, "x", GAP, right + 5);
    return { x: right + 45 + shape.width / 2, y: middle.y };
  }
  if (after.y > below) {
    shift(modeler, "y", GAP - 20, below + 5);
    return { x: middle.x, y: below + 45 + shape.height / 2 };
  }
  return null;
}

function shift(modeler, axis, by, from) {
  const spaceTool = modeler.get("spaceTool"), root = modeler.get("canvas").getRootElement();
  const all = modeler.get("elementRegistry").filter((each) => each.parent && each !== root);
  const { movingShapes, resizingShapes } = spaceTool.calculateAdjustments(all, axis, by, from);
  spaceTool.makeSpace(movingShapes, resizingShapes, { x: 0, y: 0, [axis]: by }, axis === "x" ? "e" : "s", from);
}

/** What auto place has just connected, without that connection. */
function alone(modeler, made) {
  modeler.get("modeling").removeElements([...made.incoming]);
  return made;
}
