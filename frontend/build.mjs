/**
 * Bundles the front end: one classic script per SDK dialect under static/sdk, one per page under static/dist.
 * `node frontend/build.mjs` builds once; `--watch` rebuilds on every change.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SDKS = { anychat: "anychatsdk.js", crvideo: "crvideosdk.js", conference: "conferencesdk.js" };
// The same SDK as a module, for pages that import it.
const MODULES = { anychat: "anychatsdk.mjs", crvideo: "crvideosdk.mjs" };
// Types for customers' editors, beside the scripts.
const TYPES = ["anychat.d.ts", "anychatsdk.d.mts", "crvideo.d.ts", "crvideosdk.d.mts"];
/** The vendor's further files: pages include them beside the SDK. */
const BESIDES = { html5: "anychat4html5.min.js", object_constants: "anychatobject.js" };
/** Finds people in a camera's picture (virtual background): library, model and their parts, loaded by a page that uses them. */
const SEGMENTER = { from: "node_modules/@mediapipe/selfie_segmentation", to: "static/sdk/segmenter" };
const PAGES = ["start", "customer", "agent", "meeting", "docs"];
/** A page that is a module: what it imports only when it needs it (hls.js) becomes a file of its own beside it. */
const LAZY_PAGE = "watch";

const targets = [
  ...Object.entries(SDKS).map(([dialect, file]) => [`frontend/src/dialects/${dialect}/index.ts`, `static/sdk/${file}`]),
  ...Object.entries(MODULES).map(([dialect, file]) => [`frontend/src/dialects/${dialect}/module.ts`, `static/sdk/${file}`]),
  ...Object.entries(BESIDES).map(([module, file]) => [`frontend/src/dialects/anychat/${module}.ts`, `static/sdk/${file}`]),
  ...PAGES.map((page) => [`frontend/src/pages/${page}/index.ts`, `static/dist/${page}.js`]),
];

function options(entry, outfile) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    // A classic script that leaves no global behind but those it assigns itself.
    format: outfile.endsWith(".mjs") ? "esm" : "iife",
    // The same file is read as GBK by some customers' pages and as UTF-8 by others: pure ASCII is both.
    charset: "ascii",
    target: "es2017",
    sourcemap: "linked",
    minify: false,
    legalComments: "none",
    logLevel: "warning",
    // An SDK may also be required as a CommonJS module: it looks for `module` on purpose.
    logOverride: { "commonjs-variable-in-esm": "silent" },
  };
}

function lazyOptions(page) {
  const { outfile, ...shared } = options(`frontend/src/pages/${page}/index.ts`, `${page}.mjs`);
  const names = { outdir: "static/dist", entryNames: page, chunkNames: `${page}-[name]`, outExtension: { ".js": ".mjs" } };
  return { ...shared, ...names, splitting: true, target: "es2020", minify: true };
}

function copySegmenter() {
  const parts = readdirSync(join(root, SEGMENTER.from)).filter((name) => name.startsWith("selfie_segmentation"));
  for (const part of parts) copyFileSync(join(root, SEGMENTER.from, part), join(root, SEGMENTER.to, part));
}

for (const folder of ["static/sdk", "static/dist", SEGMENTER.to]) mkdirSync(join(root, folder), { recursive: true });
for (const file of TYPES) copyFileSync(join(root, "frontend/types", file), join(root, "static/sdk", file));
copySegmenter();
const present = targets.filter(([entry]) => existsSync(join(root, entry)));
for (const [entry] of targets) {
  if (!existsSync(join(root, entry))) console.warn(`front end: ${entry} does not exist yet, skipped`);
}

const builds = [...present.map(([entry, outfile]) => options(entry, outfile)), lazyOptions(LAZY_PAGE)];

if (process.argv.includes("--watch")) {
  for (const each of builds) await (await context(each)).watch();
  console.log("front end: watching for changes");
} else {
  await Promise.all(builds.map((each) => build(each)));
  console.log(`front end: built ${[...present.map(([, outfile]) => relative("static", outfile)), `dist/${LAZY_PAGE}.mjs`].join(", ")}`);
}
