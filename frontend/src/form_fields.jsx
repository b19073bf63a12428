// Our own form components, one list for the form people fill in and for the editor of forms.
import { hazards } from "./hazards.jsx";
import { inputs } from "./inputs.jsx";
import { inspection } from "./inspection.jsx";
import { penalty } from "./penalty.jsx";
import { pickers } from "./pickers.jsx";
import { uploads } from "./uploads.jsx";

const FIELDS = [...inputs, ...pickers, ...uploads, ...inspection, ...penalty, ...hazards];

class Ours {
  constructor(formFields) {
    for (const field of FIELDS) formFields.register(field.config.type, field);
  }
}
Ours.$inject = ["formFields"];

export const ours = { __init__: ["ours"], ours: ["type", Ours] };
