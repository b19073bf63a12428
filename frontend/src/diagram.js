// The live diagram: done path thick, current step filled, returned steps with a count; the bpmn.io mark stays.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { get } from "./http.js";

for (const place of document.querySelectorAll("[data-diagram]")) whenSeen(place, () => draw(place));

function whenSeen(place, act) {
  const seen = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) { seen.disconnect(); act(); } }, { rootMargin: "200px" });
  seen.observe(place);
}

async function draw(place) {
  const state = place.querySelector("[data-diagram-state]");
  try {
    const { xml, done, current, returned, who } = await get(place.dataset.diagram);
    const canvasPlace = place.querySelector("[data-canvas]");
    const viewer = new NavigatedViewer({ container: canvasPlace });
    await viewer.importXML(xml);
    const canvas = viewer.get("canvas"), elements = viewer.get("elementRegistry"), overlays = viewer.get("overlays");
    mark(canvas, elements, done, current);
    for (const [id, times] of Object.entries(returned ?? {})) if (elements.get(id)) overlays.add(id, { position: { top: -12, right: 12 }, html: badge(times) });
    for (const [id, name] of Object.entries(who ?? {})) if (elements.get(id)) overlays.add(id, { position: { bottom: 16, left: 4 }, show: { minZoom: 0.6 }, html: performer(name) });
    state?.remove();
    fit(canvas, elements, current);
    guardWheel(canvasPlace);
    buttons(place, canvas, elements, current);
  } catch {
    if (state) state.textContent = "流程图没有打开，请刷新再试。办理不受影响。";
  }
}

function mark(canvas, elements, done, current) {
  const flows = elements.filter((e) => e.type === "bpmn:SequenceFlow");
  const reached = new Set([...done, ...current]);
  const passed = new Set([...done, ...gatewaysBetween(flows, new Set(done), reached)]);
  for (const id of passed) if (elements.get(id) && !current.includes(id)) canvas.addMarker(id, "is-done");
  for (const id of current) if (elements.get(id)) canvas.addMarker(id, "is-now");
  for (const flow of flows)
    if (passed.has(flow.source.id) && (passed.has(flow.target.id) || reached.has(flow.target.id))) canvas.addMarker(flow.id, "is-done");
}

/** Gateways leave no history: those that lie between two steps that do are passed. */
function gatewaysBetween(flows, from, to) {
  const isGateway = (node) => node.type.endsWith("Gateway");
  const spread = (seeds, start, end) => {
    const found = new Set();
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const flow of flows) if (isGateway(flow[end]) && (seeds.has(flow[start].id) || found.has(flow[start].id))) found.add(flow[end].id);
    }
    return found;
  };
  const ahead = spread(from, "source", "target"), behind = spread(to, "target", "source");
  return [...ahead].filter((id) => behind.has(id));
}

/** All of it, with a margin: nothing touches the frame. */
function whole(canvas) {
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.94, "auto");
}

/** Whole when it stays readable; else the current step in the middle at a readable size. */
function fit(canvas, elements, current) {
  whole(canvas);
  const step = current.map((id) => elements.get(id)).find(Boolean);
  if (canvas.zoom() >= 0.62 || !step) return;
  canvas.zoom(0.75);
  const box = canvas.viewbox();
  canvas.viewbox({ x: step.x + step.width / 2 - box.width / 2, y: step.y + step.height / 2 - box.height / 2, width: box.width, height: box.height });
}

/** The page scrolls over the diagram until the person has clicked into it. */
function guardWheel(place) {
  const stop = (event) => { if (!place.contains(document.activeElement)) event.stopPropagation(); };
  place.tabIndex = 0;
  place.addEventListener("wheel", stop, { capture: true });
  place.addEventListener("pointerdown", () => place.focus({ preventScroll: true }));
}

function buttons(place, canvas, elements, current) {
  place.querySelector("[data-zoom]")?.removeAttribute("hidden");
  const acts = {
    in: () => canvas.zoom(canvas.zoom() * 1.25), out: () => canvas.zoom(canvas.zoom() / 1.25),
    fit: () => whole(canvas), now: () => fit(canvas, elements, current),
  };
  place.addEventListener("click", (event) => acts[event.target.closest("[data-zoom-act]")?.dataset.zoomAct]?.());
}

function badge(times) {
  const box = document.createElement("span");
  box.className = "bp-badge";
  box.textContent = times;
  box.title = `退回 ${times} 次`;
  return box;
}

function performer(name) {
  const box = document.createElement("span");
  box.className = "bp-who";
  box.textContent = name;
  return box;
}
