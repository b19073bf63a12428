// Plain inputs in place of form-js's own select and date fields (native controls: keyboard, phone, screen reader),
// and money.
import { configured, described, Frame, useFormData } from "./frame.jsx";
import { capitals, grouped, parseMoney } from "./money.js";
import { useEffect, useState } from "preact/hooks";

const DAYS = "日一二三四五六";

function NativeSelect(props) {
  const { field, domId, value, disabled, readonly, onChange, onBlur, onFocus } = props;
  const data = useFormData();
  const options = field.values ?? data[field.valuesKey] ?? [];
  const pick = (event) => onChange({ value: options.find((o) => String(o.value) === event.target.value)?.value ?? null });
  return (
    <Frame props={props}>
      <select class="in" id={domId} disabled={disabled || readonly} required={field.validate?.required} onChange={pick} onBlur={onBlur} onFocus={onFocus} {...described(props)}>
        <option value="" selected={value == null}>请选择</option>
        {options.map((o) => <option value={String(o.value)} selected={String(o.value) === String(value)}>{o.label}</option>)}
      </select>
    </Frame>
  );
}

const KINDS = { date: "date", time: "time", datetime: "datetime-local" };

function NativeDate(props) {
  const { field, domId, value, disabled, readonly, onChange, onBlur, onFocus } = props;
  const kind = KINDS[field.subtype] ?? "date";
  return (
    <Frame props={props} label={field.label || field.dateLabel || field.timeLabel}>
      <div class="date-in">
        <input class="in" type={kind} id={domId} value={value ?? ""} max={kind === "time" ? undefined : kind === "date" ? "2999-12-31" : "2999-12-31T23:59"}
          disabled={disabled} readOnly={readonly} required={field.validate?.required}
          onInput={(event) => onChange({ value: event.target.value || null })} onBlur={onBlur} onFocus={onFocus} {...described(props)} />
        <span class="sub" aria-live="polite">{spoken(value, kind)}</span>
      </div>
    </Frame>
  );
}

function spoken(value, kind) {
  if (!value || kind === "time") return "";
  const day = new Date(`${value.slice(0, 10)}T00:00`);
  return Number.isNaN(day.getTime()) ? "" : `${day.getMonth() + 1}月${day.getDate()}日（周${DAYS[day.getDay()]}）`;
}

function Money(props) {
  const { field, domId, value, disabled, readonly, onChange, onBlur, onFocus } = props;
  const [typed, setTyped] = useState(value ? grouped(value) : "");
  useEffect(() => { if (parseMoney(typed) !== (value || null)) setTyped(value ? grouped(value) : ""); }, [value]);
  const type = (event) => {
    setTyped(event.target.value);
    onChange({ value: parseMoney(event.target.value) ?? (event.target.value.trim() ? event.target.value.trim() : null) });
  };
  const leave = () => { const exact = parseMoney(typed); if (exact) setTyped(grouped(exact)); onBlur?.(); };
  const exact = parseMoney(typed);
  return (
    <Frame props={props}>
      <div class="money-in">
        <input class="in" inputMode="decimal" autocomplete="off" id={domId} value={typed} disabled={disabled} readOnly={readonly}
          required={field.validate?.required} onInput={type} onBlur={leave} onFocus={onFocus} {...described(props)} />
        <span>元</span>
      </div>
      <p class="hint law" aria-live="polite">{exact ? capitals(exact) : typed.trim() ? "这不是金额，例：98000 或 9.8万" : " "}</p>
    </Frame>
  );
}

export const inputs = [
  configured(NativeSelect, "select", "选择", null),
  configured(NativeDate, "datetime", "日期", null),
  configured(Money, "anliu-money", "金额", null),
];
