// What is wrong, said twice in the same words: in the summary on top (a link to each field) and at the field.

/** form-js errors {fieldId: [words] | [[words] per row]} → [{label, words, target}] in the order of the form. */
export function shown(errors, form) {
  const registry = form.get("formFieldRegistry");
  return Object.entries(errors).flatMap(([id, said]) => {
    const field = registry.get(id);
    return flat(said).map(({ words, rows }) => ({ label: labelOf(field, rows), words, target: domId(form, id, rows) }));
  });
}

function flat(said, rows = []) {
  if (Array.isArray(said) && said.every((one) => typeof one === "string")) return [{ words: said.join("；"), rows }];
  return Object.entries(said ?? {}).flatMap(([row, inner]) => flat(inner, [...rows, row]));
}

const labelOf = (field, rows) => `${field?.label || field?.dateLabel || field?.timeLabel || ""}${rows.length ? `（第 ${Number(rows[0]) + 1} 条）` : ""}`;

function domId(form, id, rows) {
  return `fjs-form-${form._id}-${id}${rows.map((row) => `_${row}`).join("")}`;
}

export class Summary {
  constructor(place, form) {
    this.form = form;
    this.box = document.createElement("div");
    this.box.className = "note note--bad form-summary";
    this.box.hidden = true;
    this.box.tabIndex = -1;
    this.box.setAttribute("role", "alert");
    place.before(this.box);
    this.box.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) { event.preventDefault(); this.jump(link.hash.slice(1)); }
    });
  }

  /** lines: [{label, words, target}]; a line without target is about the whole. */
  show(lines) {
    const fields = lines.filter((line) => line.target).length;
    this.box.replaceChildren();
    const body = document.createElement("div");
    const title = body.appendChild(document.createElement("b"));
    title.textContent = fields ? `还有 ${fields} 处要改，改好后再送` : "还没有办成";
    const list = body.appendChild(document.createElement("ul"));
    for (const { label, words, target } of lines) {
      const text = label ? `${label}：${words}` : words;
      const line = list.appendChild(document.createElement("li"));
      const inner = line.appendChild(document.createElement(target ? "a" : "span"));
      if (target) inner.href = `#${target}`;
      inner.textContent = text;
    }
    this.box.append(body);
    this.box.hidden = false;
    this.box.focus();
    this.box.scrollIntoView({ block: "center" });
  }

  /** Put the server's refusal {key or path: [words] | words | nested} at the fields; returns the summary's lines. */
  mark(fields, message) {
    const registry = this.form.get("formFieldRegistry");
    const errors = {}, lines = [];
    const walk = (said, path) => {
      if (typeof said === "string") said = [said];
      if (Array.isArray(said)) return place(path, said.map(String));
      for (const [key, inner] of Object.entries(said ?? {})) walk(inner, [...path, ...key.split(".")]);
    };
    const place = (path, words) => {
      const names = path.filter((part) => !/^\d+$/.test(part)), rows = path.filter((part) => /^\d+$/.test(part));
      const field = registry.getAll().find((one) => (one.key ?? one.path) === names.at(-1) || one.id === names.at(-1));
      if (!field) return lines.push({ words: words.join("；") });
      if (field.key) {
        let at = (errors[field.id] ??= rows.length ? {} : words);
        rows.forEach((row, i) => { at = at[row] ??= i === rows.length - 1 ? words : {}; });
      }
      lines.push({ label: labelOf(field, rows), words: words.join("；"), target: domId(this.form, field.id, rows) });
    };
    walk(fields ?? {}, []);
    if (Object.keys(errors).length) this.form._setState({ errors });
    return lines.length ? lines : [{ words: message }];
  }

  jump(id) {
    const target = document.getElementById(id) ?? document.querySelector(`[id^="${CSS.escape(id)}"]`);
    const focusable = target?.matches("input, select, textarea, canvas") ? target : target?.querySelector("input, textarea") ?? target;
    focusable?.focus({ preventScroll: true });
    (target ?? focusable)?.scrollIntoView({ block: "center" });
  }
}
