// Builds src/ into ../app/static/dist/. Run by `npm run build`; nothing built is committed.
import { readFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { FORM_JS } from "./src/chinese.mjs";

const chineseFormJs = {
  name: "chinese-form-js",
  setup(build) {
    // form-js has no translation hook: its words are replaced while bundling, and a word not found stops the build.
    build.onLoad({ filter: /form-js-viewer[\\/]dist[\\/]index\.es\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [english, chinese] of FORM_JS) {
        if (!contents.includes(english)) throw new Error(`form-js no longer says: ${english}`);
        contents = contents.replaceAll(english, chinese);
      }
      return { contents, loader: "js" };
    });
  },
};

const options = {
  entryPoints: ["src/form.jsx", "src/diagram.js", "src/inbox.js"],
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
  plugins: [chineseFormJs],
};
await esbuild.build(options);
