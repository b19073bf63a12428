// What the desk writes into an element: Camunda 7 attributes, `camunda:properties`, the listener of a task. One command each.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

export const OPINION = "workflow.record_opinion";
export const bare = (text) => (text ?? "").replace(/^[$#]\{\s*|\s*\}$/g, "");
export const wrapped = (name) => (name ? `\${${name}}` : undefined);

export function Desk(modeling, moddle) {
  this.attribute = (element, name) => getBusinessObject(element).get(`camunda:${name}`) ?? "";

  this.setAttribute = (element, name, value) => modeling.updateProperties(element, { [`camunda:${name}`]: value || undefined });

  this.property = (element, name) => properties(element).find((each) => each.name === name)?.value ?? "";

  this.setProperty = (element, name, value) => {
    const before = properties(element), there = before.some((each) => each.name === name);
    const kept = before.filter((each) => value || each.name !== name).map((each) => ({ name: each.name, value: each.name === name ? value : each.value }));
    if (value && !there) kept.push({ name, value });
    extend(element, "camunda:Properties", kept.length ? [moddle.create("camunda:Properties", {
      values: kept.map((each) => moddle.create("camunda:Property", each)),
    })] : []);
  };

  this.listener = (element) => bare(listeners(element)[0]?.delegateExpression);

  this.setListener = (element, name) => extend(element, "camunda:TaskListener", [
    ...(name ? [moddle.create("camunda:TaskListener", { event: "complete", delegateExpression: wrapped(name) })] : []),
    ...listeners(element).slice(1),
  ]);

  this.condition = (element) => bare(getBusinessObject(element).conditionExpression?.body);

  this.setCondition = (element, words) => {
    const conditionExpression = words ? moddle.create("bpmn:FormalExpression", { body: wrapped(words) }) : undefined;
    if (conditionExpression) conditionExpression.$parent = getBusinessObject(element);
    modeling.updateProperties(element, { conditionExpression });
  };

  this.isDefault = (element) => getBusinessObject(element.source).default === getBusinessObject(element);

  this.setDefault = (element, isDefault) => {
    if (isDefault && this.condition(element)) this.setCondition(element, "");
    modeling.updateProperties(element.source, { default: isDefault ? getBusinessObject(element) : undefined });
  };

  this.isChosen = (element) => is(element, "bpmn:SequenceFlow") &&
    ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].some((type) => is(element.source, type)) && element.source.outgoing.length > 1;

  function extensions(element) {
    return getBusinessObject(element).extensionElements?.values ?? [];
  }
  function properties(element) {
    return extensions(element).find((each) => is(each, "camunda:Properties"))?.values ?? [];
  }
  function listeners(element) {
    return extensions(element).filter((each) => is(each, "camunda:TaskListener"));
  }

  /** The extension elements again, with those of one type replaced. */
  function extend(element, type, fresh) {
    const owner = getBusinessObject(element);
    const values = [...extensions(element).filter((each) => !is(each, type)), ...fresh];
    const holder = values.length ? moddle.create("bpmn:ExtensionElements", { values }) : undefined;
    if (holder) {
      holder.$parent = owner;
      for (const each of values) each.$parent = holder;
      for (const each of fresh) for (const inner of each.values ?? []) inner.$parent = each;
    }
    modeling.updateProperties(element, { extensionElements: holder });
  }
}
Desk.$inject = ["modeling", "moddle"];
