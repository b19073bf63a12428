// What all our form fields share: label, help, errors, and the ways to the form's data and to the server.
import { FormContext, Description, Errors, Label } from "@bpmn-io/form-js-viewer";
import { useContext, useEffect, useState } from "preact/hooks";
import { get } from "./http.js";

const icons = document.querySelector("[data-icons]")?.dataset.icons;

export function Icon({ name, large }) {
  return <svg class={large ? "ico ico--l" : "ico"} aria-hidden="true"><use href={`${icons}#i-${name}`} /></svg>;
}

/** Label, control, help and errors around one control. `bare`: the control brings several inputs, so no `for`. */
export function Frame({ props, label, bare, children }) {
  const { field, domId, errors = [], disabled, readonly } = props;
  const state = [errors.length && "fjs-has-errors", disabled && "fjs-disabled", readonly && "fjs-readonly"];
  return (
    <div class={["fjs-form-field", `fjs-form-field-${field.type}`, ...state].filter(Boolean).join(" ")}>
      <Label id={`${domId}-label`} htmlFor={bare ? undefined : domId} label={label ?? field.label} required={field.validate?.required} />
      {children}
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
}

export function described(props) {
  return {
    "aria-describedby": `${props.domId}-description ${props.domId}-error-message`,
    "aria-invalid": (props.errors ?? []).length > 0,
  };
}

/** The values the form was opened with, and what has been typed since. */
export function useFormData() {
  return useContext(FormContext).getService("form")._getState().data;
}

/** Options of a lookup by ids, so that a stored id shows its name. Returns a map id → option. */
export function useNames(url, ids) {
  const [known, setKnown] = useState({});
  const missing = ids.filter((id) => !(id in known));
  useEffect(() => {
    if (!missing.length) return;
    get(`${url}${url.includes("?") ? "&" : "?"}ids=${missing.join(",")}`)
      .catch(() => [])
      .then((options) => setKnown((old) => ({ ...Object.fromEntries(missing.map((id) => [id, { label: `编号 ${id}` }])), ...old,
        ...Object.fromEntries(options.map((o) => [o.value, o])) })));
  }, [url, missing.join(",")]);
  return [known, (option) => setKnown((old) => ({ ...old, [option.value]: option }))];
}

export function configured(Component, type, name, emptyValue, more = {}) {
  Component.config = {
    type, name, keyed: true, group: "basic-input", emptyValue,
    sanitizeValue: ({ value }) => value, create: (options = {}) => ({ ...options }), ...more,
  };
  return Component;
}
