// One breach of a proposal: choosing the rule by article or words, and what the law and this office's past cases say of it.
import { LocalExpressionContext } from "@bpmn-io/form-js-viewer";
import { useContext, useEffect, useState } from "preact/hooks";
import { configured, Frame, useFormData } from "./frame.jsx";
import { get } from "./http.js";
import { grouped } from "./money.js";
import { One } from "./pickers.jsx";

const OF_CIRCUMSTANCES = ["circumstances", "mitigated"]; // asked only while the row says there are any
const ASKED = ["rule", "tier", "conduct_on", "deaths", "injuries", "loss_yuan", "income_yuan", "original_fine_yuan",
  "ordered_on", "rechecked_on", "gain_yuan", "circumstances", "mitigated", "law_choice", "tier_facts"];

function Rule(props) {
  const { party_id: party } = useFormData();
  const { this: row } = useContext(LocalExpressionContext);
  return <One props={props} url={`/lookup/penalty-rules?party=${party ?? ""}&on=${row?.conduct_on ?? ""}`} placeholder="条号或行为，如 97、特种作业" />;
}

/** The range, the suggestion and comparable cases of the row it stands in; asked again whenever an answer it needs changes. */
function Range(props) {
  const { party_id: party } = useFormData();
  const { this: row } = useContext(LocalExpressionContext);
  const [found, setFound] = useState(null);
  const asked = new URLSearchParams(ASKED.filter((key) => (row?.has_circumstances || !OF_CIRCUMSTANCES.includes(key)) && row?.[key] != null && row[key] !== "").map((key) => [key, typeof row[key] === "object" && !Array.isArray(row[key]) ? JSON.stringify(row[key]) : String(row[key])])).toString();
  const whole = party && row?.rule && row?.tier && row?.conduct_on;
  useEffect(() => {
    if (!whole) { setFound(null); return; }
    let current = true; // only the answer to the last question counts
    const timer = setTimeout(() => get(`/lookup/penalty-range?party=${party}&${asked}`)
      .then((answer) => current && setFound(answer), () => current && setFound(null)), 250);
    return () => { current = false; clearTimeout(timer); };
  }, [party, asked, whole]);
  return <Frame props={props} bare><div class="range" aria-live="polite">{found ? <Found {...found} /> : <p class="dim sm">选好违法行为、阶次和发生日，这里给出法定幅度、裁量建议和同类案件。</p>}</div></Frame>;
}

function Found({ allowed, reason, range, basis, sanctions, orders, bans, lengths, suggestion, benchmark, tier, alike, warnings, notes, who, laws }) {
  return (
    <>
      {!allowed && <p class="note note--bad">{reason}</p>}
      {allowed && <dl class="kv">
        <dt>法定幅度</dt><dd><b>{range}</b> <small class="sub">{who}</small><br /><span class="law">{basis}</span></dd>
        {sanctions && <><dt>其他处罚</dt><dd>{sanctions}</dd></>}
        {lengths.length > 0 && <><dt>期限</dt><dd>{lengths.join("；")}</dd></>}
        {orders && <><dt>责令</dt><dd>{orders}</dd></>}
        {bans.length > 0 && <><dt>从业限制</dt><dd>{bans.join("；")}</dd></>}
        {laws.length > 0 && <><dt>新旧规定</dt><dd>{laws.map((words) => <p key={words}>{words}</p>)}</dd></>}
        {tier && <><dt>裁量阶次</dt><dd>{tier}</dd></>}
        {suggestion && <><dt>裁量建议</dt><dd>{suggestion}</dd></>}
        {benchmark.length > 0 && <><dt>裁量基准</dt><dd><ul class="alike">{benchmark.map((words) => <li key={words}>{words}</li>)}</ul><small class="sub">数值待核，到“法规—决策表”核对</small></dd></>}
        <dt>同类案件</dt><dd><Alike {...alike} /></dd>
        {notes.length > 0 && <><dt>说明</dt><dd class="sm sub">{notes.map((words) => <p key={words}>{words}</p>)}</dd></>}
      </dl>}
      {warnings.map((words) => <p class="note note--warn" key={words}>{words}</p>)}
    </>
  );
}

/** What the discretion table of the chosen violation counts; nothing where no table weighs it. */
function TierFacts(props) {
  const { value, onChange, domId, disabled, readonly } = props;
  const { this: row } = useContext(LocalExpressionContext);
  const [asked, setAsked] = useState([]);
  const { rule, conduct_on: on } = row ?? {};
  useEffect(() => {
    let current = true;
    if (!rule || !on) { setAsked([]); return; }
    get(`/lookup/tier-facts?rule=${encodeURIComponent(rule)}&on=${on}`).then((found) => current && setAsked(found), () => current && setAsked([]));
    return () => { current = false; };
  }, [rule, on]);
  if (!asked.length) return null;
  const set = (name, said) => onChange({ value: { ...(value ?? {}), [name]: said } });
  const locked = disabled || readonly;
  return (
    <Frame props={props} bare>
      <div class="tier-facts">
        {asked.map((each) => <Fact key={each.name} id={`${domId}-${each.name}`} fact={each} said={value?.[each.name]} locked={locked} onChange={(said) => set(each.name, said)} />)}
      </div>
    </Frame>
  );
}

function Fact({ id, fact, said, locked, onChange }) {
  const options = fact.type === "boolean" ? [{ value: "true", label: "是" }, { value: "false", label: "否" }] : fact.options;
  return (
    <label for={id}>{fact.label}
      {options.length > 0
        ? <select class="in" id={id} value={said == null ? "" : String(said)} disabled={locked} onChange={(event) => onChange(event.target.value || null)}>
            <option value="">请选择</option>
            {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
          </select>
        : <input class="in" id={id} inputMode="numeric" value={said ?? ""} disabled={locked} onInput={(event) => onChange(whole(event.target.value))} />}
    </label>
  );
}

const whole = (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text.trim() || null);

function Alike({ count, min, median, max, last }) {
  if (!count) return <span class="dim">本机关还没有同一条款、同类当事人、同一阶次的决定</span>;
  return (
    <>
      {count} 件，{min === max ? `均为 ${grouped(min)}` : `最低 ${grouped(min)}，中位 ${grouped(median)}，最高 ${grouped(max)}`} 元
      <ul class="alike">{last.map((one) => <li key={`${one.url}${one.fine}`}><a href={one.url} target="_blank" rel="noopener">{one.number}</a> {one.on} {one.conduct} {grouped(one.fine)} 元</li>)}</ul>
    </>
  );
}

export const penalty = [
  configured(Rule, "anliu-rule", "违法行为", null),
  configured(TierFacts, "anliu-tier-facts", "裁量基准的事实", {}),
  configured(Range, "anliu-range", "法定幅度", null, { keyed: false }),
];
