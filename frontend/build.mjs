// Builds src/ into ../app/static/dist/. Run by `npm run build`; nothing built is committed.
import { readFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { FORM_EDITOR, FORM_JS } from "./src/chinese.mjs";
import { PANEL_LITERALS } from "./src/chinese_bpmn.mjs";
import { DMN_LITERALS } from "./src/chinese_dmn.mjs";

// What the libraries say without a translation hook is replaced while bundling; a word not found stops the build.
const SAID = [["form-js-viewer/dist/index.es.js", FORM_JS], ["form-js-editor/dist/index.es.js", FORM_EDITOR], ...Object.entries(DMN_LITERALS), ...Object.entries(PANEL_LITERALS)];

const chinese = {
  name: "chinese",
  setup(build) {
    for (const [file, words] of SAID) {
      const filter = new RegExp(`[\\\\/]${file.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);
      build.onLoad({ filter }, async ({ path }) => ({ contents: spoken(await readFile(path, "utf8"), words, file), loader: "js" }));
    }
  },
};

function spoken(contents, words, file) {
  for (const [english, chinese] of words) {
    if (!contents.includes(english)) throw new Error(`${file} no longer says: ${english}`);
    contents = contents.replaceAll(english, chinese);
  }
  return contents;
}

const options = {
  entryPoints: ["src/form.jsx", "src/diagram.js", "src/inbox.js", "src/modeler.js", "src/table_editor.js", "src/form_editor.jsx"],
  outdir: "../app/static/dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox102", "safari15"],
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".svg": "file", ".eot": "file" },
  legalComments: "linked",
  logLevel: "warning",
  plugins: [chinese],
};
await esbuild.build(options);
