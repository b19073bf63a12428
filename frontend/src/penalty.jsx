// One breach of a proposal: choosing the rule by article or words, and what the law and this office's past cases say of it.
import { LocalExpressionContext } from "@bpmn-io/form-js-viewer";
import { useContext, useEffect, useState } from "preact/hooks";
import { configured, Frame, useFormData } from "./frame.jsx";
import { get } from "./http.js";
import { grouped } from "./money.js";
import { One } from "./pickers.jsx";

const ASKED = ["rule", "tier", "conduct_on", "deaths", "injuries", "loss_yuan", "income_yuan", "original_fine_yuan",
  "ordered_on", "rechecked_on", "gain_yuan", "circumstances", "mitigated"];

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
  const asked = new URLSearchParams(ASKED.filter((key) => row?.[key] != null && row[key] !== "").map((key) => [key, String(row[key])])).toString();
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

function Found({ allowed, reason, range, basis, sanctions, orders, bans, lengths, suggestion, benchmark, alike, warnings, notes, who }) {
  return (
    <>
      {!allowed && <p class="note note--bad">{reason}</p>}
      {allowed && <dl class="kv">
        <dt>法定幅度</dt><dd><b>{range}</b> <small class="sub">{who}</small><br /><span class="law">{basis}</span></dd>
        {sanctions && <><dt>其他处罚</dt><dd>{sanctions}</dd></>}
        {lengths.length > 0 && <><dt>期限</dt><dd>{lengths.join("；")}</dd></>}
        {orders && <><dt>责令</dt><dd>{orders}</dd></>}
        {bans.length > 0 && <><dt>从业限制</dt><dd>{bans.join("；")}</dd></>}
        {suggestion && <><dt>裁量建议</dt><dd>{suggestion}</dd></>}
        {benchmark.length > 0 && <><dt>裁量基准</dt><dd><ul class="alike">{benchmark.map((words) => <li key={words}>{words}</li>)}</ul><small class="sub">数值待核，到“法规—决策表”核对</small></dd></>}
        <dt>同类案件</dt><dd><Alike {...alike} /></dd>
        {notes.length > 0 && <><dt>说明</dt><dd class="sm sub">{notes.map((words) => <p key={words}>{words}</p>)}</dd></>}
      </dl>}
      {warnings.map((words) => <p class="note note--warn" key={words}>{words}</p>)}
    </>
  );
}

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
  configured(Range, "anliu-range", "法定幅度", null, { keyed: false }),
];
