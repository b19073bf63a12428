// What a field is: the panel beside the form's canvas. Only what our forms may say is offered.
import { useState } from "preact/hooks";

/** form-js's own components we offer; ours name themselves. */
export const NAMES = {
  textfield: "单行文字", textarea: "多行文字", number: "数字", datetime: "日期时间", radio: "单选", select: "下拉选择", checklist: "多选",
  taglist: "标签多选", checkbox: "勾选", text: "说明文字", separator: "分隔线", spacer: "空白", group: "分组", dynamiclist: "可增行的表格",
};
const CHOICES = ["radio", "select", "checklist", "taglist"];
const PROCESS = ["radio", "select", "checkbox", "checklist", "number", "datetime", "anliu-enterprise", "anliu-person", "anliu-user", "anliu-officers"];
const ACCEPTS = [[".jpg,.jpeg,.png", "照片"], [".pdf", "PDF"], [".mp4", "视频"], [".mp3,.m4a", "录音"], [".docx,.xlsx", "文档"]];

export function Panel({ editor, field, roles }) {
  if (!field || field.type === "default") return <Whole form={field} editor={editor} />;
  const edit = (properties) => editor.get("modeling").editFormField(field, properties);
  const { name, keyed, pathed } = editor.get("formFields").get(field.type).config;
  const put = (part) => (name, value) => edit({ [part]: without({ ...field[part], [name]: value }) });
  const all = { field, edit, limit: put("validate"), own: put("properties"), editor, roles };
  return (
    <div class="stack" key={field.id}>
      <div class="row row--sb"><h2 class="h2">{name}</h2><Acts {...all} /></div>
      {field.type === "text" && <Line name="文字" value={field.text} area help="可以用 Markdown 写标题、列表" onChange={(text) => edit({ text })} />}
      {(keyed || pathed || field.type === "group") && <Named {...all} />}
      {CHOICES.includes(field.type) && <Choices {...all} />}
      <Kind {...all} />
      {PROCESS.includes(field.type) && <Process {...all} />}
      <Condition key={field.id} {...all} />
    </div>
  );
}

function Whole({ form, editor }) {
  return (
    <div class="stack"><h2 class="h2">整张表单</h2>
      <Line name="标题" value={form?.title} help="列表里显示的名字，不写就显示编号" onChange={(title) => editor.get("modeling").editFormField(form, { title })} />
      <p class="sm sub">共 {count(form)} 项。点左边的组件，加在选中的一项后面；也可以拖到画布上。点画布上的一项，在这里改它。</p></div>
  );
}

const count = (field) => (field?.components ?? []).reduce((sum, each) => sum + 1 + count(each), 0);

/** Empty answers are not written into the file. */
function without(object) {
  const kept = Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== "" && value !== false && value !== null));
  return Object.keys(kept).length ? kept : undefined;
}

function Acts({ field, editor }) {
  const fields = editor.get("formFieldRegistry"), modeling = editor.get("modeling");
  const parent = fields.get(field._parent), at = parent.components.findIndex((each) => each.id === field.id);
  const move = (to) => {
    modeling.moveFormField(field, parent, parent, at, to, { id: field.layout?.row }, null);
    editor.get("selection").set(fields.get(field.id));
  };
  return (
    <span class="row">
      <button type="button" class="btn btn--sm" disabled={at === 0} onClick={() => move(at - 1)}>上移</button>
      <button type="button" class="btn btn--sm" disabled={at === parent.components.length - 1} onClick={() => move(at + 1)}>下移</button>
      <button type="button" class="btn btn--sm" onClick={() => { modeling.removeFormField(field, parent, at); editor.get("selection").clear(); }}>删除</button>
    </span>
  );
}

function Named({ field, edit, limit, editor }) {
  const label = field.type !== "datetime" ? "label" : field.subtype === "time" ? "timeLabel" : "dateLabel";
  const code = field.type === "dynamiclist" ? "path" : "key";
  return (
    <>
      <Line name="标签" value={field[label] ?? field.label} onChange={(words) => edit({ [label]: words })} />
      {field.type !== "group" && <Code field={field} code={code} edit={edit} editor={editor} />}
      {field.type !== "group" && field.type !== "dynamiclist" && <Line name="说明" value={field.description} area onChange={(description) => edit({ description })} />}
      {field.type !== "group" && <Tick name="必填" value={field.validate?.required} onChange={(required) => limit("required", required)} />}
      {["group", "dynamiclist"].includes(field.type) && <Tick name="画外框" value={field.showOutline} onChange={(showOutline) => edit({ showOutline })} />}
    </>
  );
}

/** A name nobody else on the form has; a wrong one is not taken, and says why. */
function Code({ field, code, edit, editor }) {
  const [fault, setFault] = useState("");
  const rename = (name) => {
    const taken = editor.get("formFieldRegistry").getAll().some((each) => each.id !== field.id && [each.key, each.path].includes(name));
    const wrong = !/^[A-Za-z]\w{0,79}$/.test(name) ? "用英文字母开头的字母、数字、下划线" : taken ? `“${name}”已经有一项在用` : "";
    setFault(wrong);
    if (!wrong) edit({ [code]: name });
  };
  return <><Line name="字段名" value={field[code]} mono help="条件、文书和流程用它来指这一项，改名会断开原来的引用" onChange={rename} />
    {fault && <p class="err" role="alert">{fault}，没有改</p>}</>;
}

function Choices({ field, edit }) {
  if (field.valuesKey) return <p class="sm sub">选项由系统在办理时给出（{field.valuesKey}）。</p>;
  const values = field.values ?? [];
  const change = (at, more) => edit({ values: values.map((each, i) => (i === at ? { ...each, ...more } : each)) });
  const next = () => { let n = values.length + 1; while (values.some((each) => each.value === `option_${n}`)) n += 1; return n; };
  return (
    <fieldset class="stack"><legend class="lab">选项</legend>
      {values.map((each, at) => (
        <div class="choice" key={at}>
          <input class="in" aria-label={`第 ${at + 1} 项的文字`} value={each.label} onChange={(event) => change(at, { label: event.target.value })} />
          <input class="in mono" aria-label={`第 ${at + 1} 项的代码`} value={each.value} onChange={(event) => change(at, { value: event.target.value.trim() })} />
          <button type="button" class="btn btn--sm" aria-label={`删除第 ${at + 1} 项`} disabled={values.length < 2} onClick={() => edit({ values: values.filter((_, i) => i !== at) })}>×</button>
        </div>))}
      <p class="help">左边是人看的字，右边是流程判断用的英文代码。</p>
      <p><button type="button" class="btn btn--sm" onClick={() => edit({ values: [...values, { label: `选项${next()}`, value: `option_${next()}` }] })}>加一个选项</button></p>
    </fieldset>
  );
}

/** What only one kind of field has. */
function Kind({ field, edit, limit, own, editor, roles }) {
  const limits = field.validate ?? {}, mine = field.properties ?? {};
  const whole = (value) => (value === "" ? undefined : Number(value));
  const number = (name, of) => <Line name={name} type="number" value={mine[of]} onChange={(value) => own(of, whole(value))} />;
  switch (field.type) {
    case "textfield": case "textarea":
      return <>
        <Line name="最少字数" type="number" value={limits.minLength} onChange={(value) => limit("minLength", whole(value))} />
        <Line name="最多字数" type="number" value={limits.maxLength} onChange={(value) => limit("maxLength", whole(value))} />
        {field.type === "textfield" && <><Line name="格式（正则表达式）" mono value={limits.pattern} onChange={(value) => limit("pattern", value)} />
          {limits.pattern && <Line name="格式不对时说" value={mine.pattern_message} onChange={(value) => own("pattern_message", value)} />}</>}
      </>;
    case "number": case "anliu-money":
      return <>
        <Line name="不小于" type="number" value={limits.min} onChange={(value) => limit("min", whole(value))} />
        <Line name="不大于" type="number" value={limits.max} onChange={(value) => limit("max", whole(value))} />
        {field.type === "number" && <Line name="小数位数" type="number" value={field.decimalDigits} help="0 是整数；只有整数能成为流程数据" onChange={(value) => edit({ decimalDigits: whole(value) })} />}
      </>;
    case "datetime":
      return <>
        <Select name="填什么" value={field.subtype ?? "date"} options={[["date", "日期"], ["time", "时间"], ["datetime", "日期和时间"]]} onChange={(subtype) => edit(moment(field, subtype))} />
        {field.subtype !== "time" && <Tick name="不能早于今天" value={field.disallowPassedDates} onChange={(value) => edit({ disallowPassedDates: value || undefined })} />}
      </>;
    case "dynamiclist":
      return <>
        <Tick name="可以增删行" value={field.allowAddRemove} onChange={(value) => edit({ allowAddRemove: value })} />
        <Line name="打开时有几行" type="number" value={field.defaultRepetitions} onChange={(value) => edit({ defaultRepetitions: whole(value) ?? 1 })} />
      </>;
    case "anliu-user": return <Select name="哪个岗位的人" value={mine.role ?? ""} options={[["", "不限"], ...Object.entries(roles)]} onChange={(role) => own("role", role)} />;
    case "anliu-officers": return <>{number("至少选（人）", "min")}{number("最多选（人）", "max")}</>;
    case "anliu-article": return number("最多选（条）", "max");
    case "anliu-file": return <><Accept value={mine.accept} onChange={(value) => own("accept", value)} />{number("最多（个）", "max")}</>;
    case "anliu-person":
      return <Select name="哪家企业的人" value={mine.enterprise_key ?? ""} options={[["", "本案当事企业"], ...keys(editor, ["anliu-enterprise"])]} onChange={(value) => own("enterprise_key", value)} />;
    default: return null;
  }
}

/** Our dates keep local time, without an offset. */
function moment(field, subtype) {
  const words = field.dateLabel || field.timeLabel || field.label;
  const timed = subtype === "date" ? { timeSerializingFormat: undefined, timeInterval: undefined, use24h: undefined } : { timeSerializingFormat: "no_timezone", timeInterval: 15, use24h: true };
  return { subtype, dateLabel: subtype === "time" ? undefined : words, timeLabel: subtype === "date" ? undefined : subtype === "time" ? words : "时间", ...timed };
}

function Accept({ value = ".jpg,.jpeg,.png,.pdf", onChange }) {
  const has = (endings) => endings.split(",").every((each) => value.split(",").includes(each));
  const toggle = (endings) => onChange(ACCEPTS.map(([each]) => each).filter((each) => (each === endings ? !has(each) : has(each))).join(","));
  return <fieldset><legend class="lab">可以传什么</legend>{ACCEPTS.map(([endings, words]) => <Tick key={endings} name={words} value={has(endings)} onChange={() => toggle(endings)} />)}</fieldset>;
}

function Process({ field, own, editor }) {
  const inRows = ancestors(editor, field).some((each) => each.type === "dynamiclist");
  const possible = !inRows && (field.type !== "number" || field.decimalDigits === 0) && (field.type !== "datetime" || (field.subtype ?? "date") === "date");
  return <Tick name="流程数据" disabled={!possible} value={field.properties?.process} onChange={(value) => own("process", value)}
    help={possible ? "流程图的条件要用到这一项的，才勾" : inRows ? "表格里的项不能成为流程数据" : "只有整数和日期能成为流程数据"} />;
}

function ancestors(editor, field) {
  const parent = field._parent && editor.get("formFieldRegistry").get(field._parent);
  return parent ? [parent, ...ancestors(editor, parent)] : [];
}

function keys(editor, types) {
  return editor.get("formFieldRegistry").getAll().filter((each) => each.key && types.includes(each.type)).map((each) => [each.key, each.label || each.key]);
}

const SIMPLE = /^=\s*(\w+)\s*(!=|=)\s*("[^"]*"|true|false)\s*$/;

/** 「只在……时显示」 for the usual case, the FEEL expression itself for all others. */
function Condition({ field, edit, editor }) {
  const written = field.conditional?.hide ?? "";
  const [, key = "", sign = "!=", value = ""] = written.match(SIMPLE) ?? [];
  const [raw, setRaw] = useState(Boolean(written) && !key);
  const fields = editor.get("formFieldRegistry").getAll().filter((each) => each.id !== field.id && each.key && (each.type === "checkbox" || (CHOICES.slice(0, 2).includes(each.type) && each.values)));
  const chosen = fields.find((each) => each.key === key);
  const values = chosen?.type === "checkbox" ? [["true", "勾选"], ["false", "没有勾选"]] : (chosen?.values ?? []).map((each) => [`"${each.value}"`, each.label]);
  const say = (text) => edit({ conditional: text ? { hide: text } : undefined });
  const start = (name) => { const other = fields.find((each) => each.key === name); say(other && `=${name} != ${other.type === "checkbox" ? "true" : `"${other.values[0].value}"`}`); };
  return (
    <fieldset class="stack"><legend class="lab">什么时候显示</legend>
      {raw ? <Line name="隐藏条件（FEEL）" mono area value={written} help={'结果为真时不显示，如 =result != "approve"'} onChange={say} />
        : <>
          <Select name="看哪一项" value={key} options={[["", "一直显示"], ...fields.map((each) => [each.key, each.label || each.key])]} onChange={start} />
          {chosen && <div class="row"><Select name="" label="比较" value={sign} options={[["!=", "是"], ["=", "不是"]]} onChange={(other) => say(`=${key} ${other} ${value}`)} />
            <Select name="" label="值" value={value} options={values} onChange={(other) => say(`=${key} ${sign} ${other}`)} /><span class="sm">时显示</span></div>}
        </>}
      <p><button type="button" class="linkish sm" onClick={() => setRaw(!raw)}>{raw ? "用选的" : "写条件"}</button></p>
    </fieldset>
  );
}

function Line({ name, value, onChange, help, area, mono, type = "text" }) {
  const Tag = area ? "textarea" : "input";
  return (
    <label class="field"><span class="lab">{name}</span>{help && <span class="help">{help}</span>}
      <Tag class={`in${area ? " short" : ""}${mono ? " mono" : ""}`} type={area ? undefined : type} value={value ?? ""} onChange={(event) => onChange(event.target.value.trim())} /></label>
  );
}

function Tick({ name, value, onChange, help, disabled }) {
  return <label class="tick"><input type="checkbox" checked={value === true} disabled={disabled} onChange={(event) => onChange(event.target.checked)} /><span>{name}{help && <small class="help">{help}</small>}</span></label>;
}

function Select({ name, label, value, options, onChange }) {
  return (
    <label class="field">{name && <span class="lab">{name}</span>}
      <select class="in" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>{options.map(([code, words]) => <option value={code} selected={code === value}>{words}</option>)}</select></label>
  );
}
