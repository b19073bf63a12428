// The checklist on site: one question per block, 不符合 opens text and camera in place, the next open one within reach.
import { configured, Frame, Icon, useFormData } from "./frame.jsx";
import { isPicture, Running, useUploads } from "./uploads.jsx";

const ANSWERS = [["conform", "符合", "check", "is-on"], ["violate", "不符合", "x", "is-no"], ["na", "不适用", "check", "is-on"]];

function Inspection(props) {
  const { field, domId, value, onChange, disabled, readonly } = props;
  const data = useFormData();
  const items = data[field.properties?.items_key ?? "checklist_items"] ?? [];
  const answers = value ?? {};
  const locked = disabled || readonly;
  const change = (id, more) => onChange({ value: { ...answers, [id]: { answer: "", note: "", photos: [], ...answers[id], ...more } } });
  const open = items.filter((item) => !answers[item.id]?.answer);
  const violated = items.filter((item) => answers[item.id]?.answer === "violate").length;
  const goOn = () => document.getElementById(`${domId}-${open[0].id}`)?.scrollIntoView({ block: "center" });
  return (
    <Frame props={props} bare>
      <div class="meterline"><progress value={items.length - open.length} max={items.length || 1}>{items.length - open.length}/{items.length}</progress>
        <span class="sm sub">共 {items.length} 项 · 不符合 <b class={violated ? "red" : ""}>{violated}</b> · 未查 {open.length}</span></div>
      <ol class="items" id={domId}>{items.map((item, i) =>
        <Item key={item.id} {...{ item, i, locked }} of={items.length} id={`${domId}-${item.id}`} answer={answers[item.id] ?? {}} next={open[0]?.id === item.id}
          onChange={(more) => change(item.id, more)} />)}</ol>
      {!items.length && <p class="empty">没有检查项：方案里还没有选清单。</p>}
      {!locked && open.length > 0 && open.length < items.length &&
        <p class="next-item"><button type="button" class="btn btn--sm" onClick={goOn}>下一项未查：{open[0].text.slice(0, 18)}</button></p>}
    </Frame>
  );
}

function Item({ item, i, of, id, answer, next, locked, onChange }) {
  const state = answer.answer === "violate" ? "no" : answer.answer ? "ok" : next ? "todo" : "";
  return (
    <li class={`item ${state}`} id={id}>
      <p class="xs dim">{i + 1}/{of}{item.kind ? ` · ${item.kind}` : ""}</p>
      <p class="q" id={`${id}-q`}>{item.text}</p>
      {(item.basis || item.severity === "major") && <p class="sm">{item.basis && <span class="cite">{item.basis}</span>} {item.severity === "major" && <span class="tag tag--bad">重大隐患</span>}</p>}
      <div class="seg seg--l" role="radiogroup" aria-labelledby={`${id}-q`}>{ANSWERS.map(([code, words, icon, on]) => (
        <label class={answer.answer === code ? on : ""}><input type="radio" name={id} checked={answer.answer === code} disabled={locked}
          onChange={() => onChange({ answer: code })} /><Icon name={icon} />{words}</label>))}</div>
      {answer.answer === "violate" && <Violation {...{ id, answer, locked, onChange }} />}
    </li>
  );
}

function Violation({ id, answer, locked, onChange }) {
  const photos = useUploads(answer.photos, ({ value }) => onChange({ photos: value }));
  return (
    <>
      <label class="vh" for={`${id}-n`}>情况说明</label>
      <textarea class="in short" id={`${id}-n`} maxLength={500} placeholder="写明地点、设备、现象、数值" disabled={locked} value={answer.note ?? ""} onInput={(event) => onChange({ note: event.target.value })} />
      <div class="shots">
        {photos.ids.map((photo) => <figure key={photo}><Shot id={photo} row={photos.known[photo]} />
          {!locked && <button type="button" aria-label="去掉这张照片" onClick={() => photos.remove(photo)}><Icon name="x" /></button>}</figure>)}
        {!locked && <label class="add"><Icon name="cam" large />拍照<input class="vh" type="file" accept="image/*" capture="environment" multiple onChange={(event) => { photos.add(event.target.files); event.target.value = ""; }} /></label>}
      </div>
      {photos.running.length > 0 && <ul class="files">{photos.running.map((job) => <Running key={job.key} job={job} onRetry={() => photos.retry(job)} onDrop={() => photos.drop(job)} />)}</ul>}
    </>
  );
}

const Shot = ({ id, row }) => (!row || isPicture(row.name)
  ? <a href={`/attachments/${id}`} target="_blank" rel="noopener"><img src={`/attachments/${id}`} alt={row?.name ?? "现场照片"} loading="lazy" /></a>
  : <a href={`/attachments/${id}`} target="_blank" rel="noopener">{row.name}</a>);

export const inspection = [configured(Inspection, "anliu-inspection", "检查清单", null)];
