// Files with their checksum, and a signature drawn by hand or photographed.
import { configured, Frame, Icon } from "./frame.jsx";
import { upload, get } from "./http.js";
import { useEffect, useRef, useState } from "preact/hooks";

const MEGABYTES = 50;

/** Uploads run one after another; each keeps its own progress and can be tried again. */
export function useUploads(value, onChange) {
  const [running, setRunning] = useState([]);
  const [known, setKnown] = useState({});
  const ids = Array.isArray(value) ? value : [];
  const latest = useRef(ids);
  latest.current = ids;
  const missing = ids.filter((id) => !(id in known));
  useEffect(() => {
    if (missing.length) get(`/lookup/attachments?ids=${missing.join(",")}`).then((rows) =>
      setKnown((old) => ({ ...old, ...Object.fromEntries(rows.map((row) => [row.id, row])) }))).catch(() => {});
  }, [missing.join(",")]);
  const change = (job, more) => setRunning((jobs) => jobs.map((one) => (one.key === job.key ? { ...one, ...more } : one)));
  const send = async (job) => {
    change(job, { error: null, done: 0 });
    try {
      const stored = await upload(job.file, (done) => change(job, { done }));
      setKnown((old) => ({ ...old, [stored.id]: stored }));
      latest.current = [...latest.current, stored.id];
      onChange({ value: latest.current });
      setRunning((jobs) => jobs.filter((one) => one.key !== job.key));
    } catch (error) { change(job, { error: error.message === "离线" ? "离线，没有传上去" : error.message }); }
  };
  const add = async (files) => {
    const jobs = [...files].map((file) => ({ key: crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`, file, done: 0, error: null }));
    setRunning((old) => [...old, ...jobs]);
    for (const job of jobs) {
      if (job.file.size > MEGABYTES * 1024 * 1024) change(job, { error: `超过 ${MEGABYTES} MB，请压缩后再传` });
      else await send(job);
    }
  };
  const remove = (id) => onChange({ value: ids.filter((one) => one !== id) });
  const drop = (job) => setRunning((jobs) => jobs.filter((one) => one.key !== job.key));
  return { ids, known, running, add, remove, retry: send, drop };
}

function size(bytes) {
  return bytes == null ? "" : bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export const isPicture = (name) => /\.(jpe?g|png|webp)$/i.test(name ?? "");

function File_(props) {
  const { field, domId, value, onChange, disabled, readonly } = props;
  const { accept = ".jpg,.jpeg,.png,.pdf", max = 20 } = field.properties ?? {};
  const files = useUploads(value, onChange);
  const locked = disabled || readonly;
  return (
    <Frame props={props}>
      {(files.ids.length > 0 || files.running.length > 0) && <ul class="files">
        {files.ids.map((id) => <Stored key={id} id={id} row={files.known[id]} onRemove={locked ? null : () => files.remove(id)} />)}
        {files.running.map((job) => <Running key={job.key} job={job} onRetry={() => files.retry(job)} onDrop={() => files.drop(job)} />)}
      </ul>}
      {!locked && files.ids.length < max && <label class="add add--file"><Icon name="plus" />选文件或拍照
        <input class="vh" id={domId} type="file" multiple accept={accept} onChange={(event) => { files.add(event.target.files); event.target.value = ""; }} /></label>}
      {!locked && <p class="hint">可传 {accept.replaceAll(".", "").replaceAll(",", "、")}，每个不超过 {MEGABYTES} MB，最多 {max} 个。</p>}
    </Frame>
  );
}

function Stored({ id, row, onRemove }) {
  return <li><Icon name="doc" /><span><a href={`/attachments/${id}`} target="_blank" rel="noopener">{row?.name ?? `附件 ${id}`}</a> <small class="dim">{size(row?.size)}{row && <> · 校验值 <span class="mono">{row.sha256.slice(0, 12)}</span></>}</small></span>
    {onRemove && <button type="button" aria-label={`去掉${row?.name ?? "附件"}`} onClick={onRemove}><Icon name="x" /></button>}</li>;
}

export function Running({ job, onRetry, onDrop }) {
  return <li><Icon name={job.error ? "alert" : "clock"} /><span>{job.file.name} {job.error ? <small class="red" role="alert">{job.error}</small> : <progress value={job.done} max="1">{Math.round(job.done * 100)}%</progress>}</span>
    {job.error && <button type="button" class="btn btn--sm" onClick={onRetry}>再传一次</button>}
    {job.error && <button type="button" aria-label="去掉" onClick={onDrop}><Icon name="x" /></button>}</li>;
}

function Signature(props) {
  const { domId, value, onChange, disabled, readonly } = props;
  const canvas = useRef();
  const drawn = useRef(false);
  const [state, setState] = useState("");
  const locked = disabled || readonly;
  useEffect(() => { if (value == null && canvas.current) prepare(canvas.current); }, [value]);
  const start = (event) => {
    const pen = canvas.current.getContext("2d");
    canvas.current.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...point(event));
    drawn.current = true;
  };
  const move = (event) => {
    if (!event.buttons) return;
    const pen = canvas.current.getContext("2d");
    pen.lineTo(...point(event));
    pen.stroke();
  };
  const keep = async () => {
    if (!drawn.current) return setState("还没有签名");
    const blob = await new Promise((resolve) => canvas.current.toBlob(resolve, "image/png"));
    send(new File([blob], "签名.png", { type: "image/png" }));
  };
  const send = async (file) => {
    setState("正在保存签名…");
    try { onChange({ value: (await upload(file, () => {})).id }); setState(""); }
    catch (error) { setState(error.message === "离线" ? "离线，签名没有存上，请稍后再点" : error.message); }
  };
  const again = () => { drawn.current = false; setState(""); onChange({ value: null }); };
  return (
    <Frame props={props} bare>
      {value != null
        ? <div class="pad-sign"><img src={`/attachments/${value}`} alt="已签的名字" /></div>
        : <div class="pad-sign"><canvas ref={canvas} id={domId} tabIndex={0} aria-label="在此手写签名" onPointerDown={start} onPointerMove={move} /><span class="xs dim pad-line">在此签名</span></div>}
      {!locked && <div class="row">
        {value == null && <button type="button" class="btn btn--sm" onClick={keep}>签好了</button>}
        <button type="button" class="btn btn--sm" onClick={() => (value == null ? (prepare(canvas.current), (drawn.current = false)) : again())}>重签</button>
        {value == null && <label class="btn btn--sm">改用拍照上传<input class="vh" type="file" accept=".png,.jpg,.jpeg" capture="environment" onChange={(event) => event.target.files[0] && send(event.target.files[0])} /></label>}
        <span class="sm sub" role="status">{state}</span>
      </div>}
    </Frame>
  );
}

/** A white ground, dark ink, and as many pixels as the screen has. */
function prepare(canvas) {
  const box = canvas.getBoundingClientRect(), scale = window.devicePixelRatio || 1;
  canvas.width = box.width * scale;
  canvas.height = box.height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, box.width, box.height);
  Object.assign(pen, { lineWidth: 2.2, lineCap: "round", lineJoin: "round", strokeStyle: "#17211f" });
}

const point = (event) => { const box = event.target.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

export const uploads = [
  configured(File_, "anliu-file", "附件", []),
  configured(Signature, "anliu-signature", "签名", null),
];
