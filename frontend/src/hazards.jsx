// What the ledger of hidden dangers knows while one is written down: hazards that look the same, criteria of major ones.
import { useEffect, useState } from "preact/hooks";
import { configured, described, Frame, useFormData } from "./frame.jsx";
import { get } from "./http.js";

const WAIT = 400; // ms after the last sign typed

/** The answer of the server to a question that changes while a person types; only that to the last question counts. */
function useAnswer(url, nothing) {
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    if (!url) { setFound(nothing); return; }
    let current = true;
    const timer = setTimeout(() => get(url).then((answer) => current && setFound(answer), () => current && setFound(nothing)), WAIT);
    return () => { current = false; clearTimeout(timer); };
  }, [url]);
  return found;
}

const NONE = { rows: [], may_merge: false };

/** Open hazards of the same enterprise and place or article; one of them may be chosen to be the same. Nothing where there is none. */
function Similar(props) {
  const { value, onChange, domId, disabled, readonly } = props;
  const { enterprise_id: enterprise, is_enterprise: own, place, article } = useFormData();
  const asked = new URLSearchParams({ enterprise: enterprise ?? "", place: place ?? "", article: article ?? "" });
  const { rows, may_merge: merges } = useAnswer((enterprise || own) && (place || article) ? `/hazards/similar?${asked}` : "", NONE);
  const gone = value != null && !rows.some((row) => row.value === value);
  useEffect(() => { if (gone && !readonly) onChange({ value: null }); }, [gone]);
  if (!rows.length) return null;
  const choices = [...rows, { value: null, label: "都不是同一条，单独登记" }];
  return (
    <Frame props={props} bare>
      <ul class="alike" aria-live="polite">{rows.map((row) => <li key={row.value}><a href={row.url} target="_blank" rel="noopener">{row.value}</a> {row.label}</li>)}</ul>
      {merges && <div class="picks gap-t" role="radiogroup" aria-labelledby={`${domId}-label`} {...described(props)}>{choices.map((row) => (
        <label class="pick" key={row.value ?? "none"}><input type="radio" name={domId} checked={(value ?? null) === row.value} disabled={disabled || readonly}
          onChange={() => onChange({ value: row.value })} /><span>{row.value ? `与 ${row.value} 是同一隐患，并入那一条` : row.label}</span></label>))}</div>}
    </Frame>
  );
}

/** The item of a standard: chosen from the list of the sector, or written where the list lacks it. */
function Criterion(props) {
  const { value, onChange, onBlur, onFocus, domId, disabled, readonly } = props;
  const { standard_sector: sector } = useFormData();
  const { rows, words } = useAnswer(sector ? `/hazards/criteria.json?sector=${encodeURIComponent(sector)}&q=${encodeURIComponent(value ?? "")}` : "", { rows: [], words: "" });
  const locked = disabled || readonly;
  return (
    <Frame props={props}>
      <input class="in" id={domId} value={value ?? ""} disabled={locked} maxLength={200} autocomplete="off" {...described(props)} onBlur={() => onBlur?.()}
        onFocus={() => onFocus?.()} onInput={(event) => onChange({ value: event.target.value })} />
      {words && <p class="hint">{words}</p>}
      {!locked && rows.length > 0 && <ul class="alike">{rows.map((row) => (
        <li key={row.value}><button type="button" class="btn btn--sm" aria-pressed={value === row.value} onClick={() => onChange({ value: row.value })}>{row.value}</button> {row.label}{row.warning && <small class="red"> {row.warning}</small>}</li>))}</ul>}
    </Frame>
  );
}

export const hazards = [configured(Similar, "anliu-similar", "相像的隐患", null), configured(Criterion, "anliu-criterion", "判定标准的条款", null)];
