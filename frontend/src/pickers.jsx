// Choosing people, enterprises and articles by search. The list says what speaks against a choice (「本案承办人，不能审核」).
import { configured, described, Frame, Icon, useFormData, useNames } from "./frame.jsx";
import { get } from "./http.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** Combobox after the ARIA pattern: type to search, arrows and Enter choose, Escape closes. */
function Search({ props, url, taken, onPick, placeholder }) {
  const { domId, disabled, readonly, onBlur, onFocus } = props;
  const [words, setWords] = useState("");
  const [options, setOptions] = useState(null);
  const [at, setAt] = useState(0);
  const timer = useRef(), asked = useRef(0); // only the answer to the last question counts
  const quiet = () => { clearTimeout(timer.current); asked.current += 1; };
  const ask = (text) => {
    quiet();
    const number = asked.current;
    const offer = (found) => { if (number === asked.current) { setOptions(found); setAt(0); } };
    timer.current = setTimeout(() => get(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`).then(offer, () => offer([])),
      text ? 200 : 0);
  };
  useEffect(() => quiet, []);
  useEffect(() => document.getElementById(`${domId}-list`)?.scrollIntoView({ block: "nearest" }), [options != null]);
  useEffect(() => document.getElementById(`${domId}-o${at}`)?.scrollIntoView({ block: "nearest" }), [at]);
  const close = () => { quiet(); setOptions(null); setWords(""); };
  const open = options?.filter((option) => !taken.includes(option.value));
  const pick = (option) => { if (option && !option.blocked) { onPick(option); close(); } };
  const keys = (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); open ? setAt(Math.min(at + 1, open.length - 1)) : ask(words); }
    else if (event.key === "ArrowUp") { event.preventDefault(); setAt(Math.max(at - 1, 0)); }
    else if (event.key === "Enter") { event.preventDefault(); if (open?.length) pick(open[at]); }
    else if (event.key === "Escape" && open) { event.preventDefault(); close(); }
  };
  return (
    <div class="pickr">
      <input class="in" id={domId} role="combobox" aria-expanded={open != null} aria-controls={`${domId}-list`} aria-autocomplete="list"
        aria-activedescendant={open?.length ? `${domId}-o${at}` : undefined} autocomplete="off" placeholder={placeholder} value={words}
        disabled={disabled || readonly} {...described(props)} onKeyDown={keys}
        onInput={(event) => { setWords(event.target.value); ask(event.target.value.trim()); }}
        onFocus={() => { ask(words); onFocus?.(); }} onBlur={() => { setTimeout(close, 150); onBlur?.(); }} />
      {open && (
        <ul class="pickr-list" role="listbox" id={`${domId}-list`}>
          {open.length === 0 && <li class="dim">没有找到{words ? `“${words}”` : ""}</li>}
          {open.map((option, i) => (
            <li id={`${domId}-o${i}`} role="option" aria-selected={i === at} aria-disabled={!!option.blocked} class={i === at ? "is-at" : ""}
              onMouseDown={(event) => { event.preventDefault(); pick(option); }}>
              <b>{option.label}</b> <small>{option.detail}</small>
              {(option.blocked || option.warning) && <small class="red">{option.blocked || option.warning}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Chosen({ option, id, onRemove }) {
  return (
    <span class="picked"><span><b>{option?.label ?? "…"}</b>{option?.detail && <small>{option.detail}</small>}{option?.warning && <small class="red">{option.warning}</small>}</span>
      {onRemove && <button type="button" aria-label={`去掉${option?.label ?? ""}`} onClick={onRemove}><Icon name="x" /></button>}
    </span>
  );
}

export function One({ props, url, placeholder }) {
  const { value, onChange, disabled, readonly } = props;
  const [names, remember] = useNames(url, value == null ? [] : [value]);
  return (
    <Frame props={props}>
      {value != null
        ? <Chosen option={names[value]} id={value} onRemove={disabled || readonly ? null : () => onChange({ value: null })} />
        : <Search props={props} url={url} taken={[]} placeholder={placeholder} onPick={(o) => { remember(o); onChange({ value: o.value }); }} />}
    </Frame>
  );
}

function Several({ props, url, placeholder, max }) {
  const { value, onChange, disabled, readonly } = props;
  const chosen = Array.isArray(value) ? value : [];
  const [names, remember] = useNames(url, chosen);
  const locked = disabled || readonly;
  return (
    <Frame props={props}>
      {chosen.length > 0 && <div class="picked-all">{chosen.map((id) =>
        <Chosen key={id} option={names[id]} id={id} onRemove={locked ? null : () => onChange({ value: chosen.filter((one) => one !== id) })} />)}</div>}
      {!locked && chosen.length < max &&
        <Search props={props} url={url} taken={chosen} placeholder={placeholder} onPick={(o) => { remember(o); onChange({ value: [...chosen, o.value] }); }} />}
    </Frame>
  );
}

const Enterprise = (props) => <One props={props} url="/lookup/enterprises" placeholder="名称的一部分，或统一社会信用代码" />;

function Person(props) {
  const data = useFormData();
  const key = props.field.properties?.enterprise_key;
  const enterprise = (key && data[key]) || data.enterprise_id || "";
  return <One key={enterprise} props={props} url={`/lookup/persons?enterprise=${enterprise}`} placeholder={enterprise ? "姓名或职务" : "请先选单位"} />;
}

const Officers = (props) => <Several props={props} url="/lookup/officers" max={props.field.properties?.max ?? 9} placeholder="姓名或执法证号" />;
const User = (props) => <One props={props} url={`/lookup/users?role=${props.field.properties?.role ?? ""}`} placeholder="姓名" />;

function Article(props) {
  const { conduct_on: on } = useFormData();
  return <Several props={props} url={`/lookup/articles${on ? `?on=${on}` : ""}`} max={props.field.properties?.max ?? 20} placeholder="条号或内容，如 41、隐患排查" />;
}

export const pickers = [
  configured(Enterprise, "anliu-enterprise", "企业", null),
  configured(Person, "anliu-person", "企业人员", null),
  configured(Officers, "anliu-officers", "执法人员", []),
  configured(User, "anliu-user", "人员", null),
  configured(Article, "anliu-article", "法律条款", []),
];
