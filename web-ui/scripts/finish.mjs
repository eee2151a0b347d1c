// The last step of the build: checks what a browser has to load against the budget, and writes .br and .gz beside each
// asset that shrinks by it. Fails when a budget is exceeded.
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** KB (1,000 bytes), gzip. */
const MOST_JAVASCRIPT = 260;
const MOST_IN_ALL = 450;

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const manifestFile = join(dist, ".vite", "manifest.json");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
const gzip = (bytes) => gzipSync(bytes, { level: 9 });
const sizes = new Map();

/** What goes over the wire for a file: gzip, or as it is for fonts, which are compressed already. */
function weight(file) {
  if (!sizes.has(file)) {
    const bytes = readFileSync(join(dist, file));
    sizes.set(file, /\.(js|css|html|svg)$/.test(file) ? gzip(bytes).length : bytes.length);
  }
  return sizes.get(file);
}

/** The scripts and styles of a chunk and of all that it imports. */
function closure(key, seen = new Map()) {
  const chunk = manifest[key];
  if (!seen.has(key)) {
    seen.set(key, [chunk.file, ...(chunk.css ?? [])]);
    for (const imported of chunk.imports ?? []) {
      closure(imported, seen);
    }
  }
  return seen;
}

const filesOf = (...keys) => new Set(keys.flatMap((key) => [...closure(key).values()].flat()));
const sum = (files) => [...files].reduce((total, file) => total + weight(file), 0) / 1000;

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key.endsWith("Page.tsx"));
/** The faces of the first screen: text and headings, upright; the mono face comes with code. */
const fonts = readdirSync(join(dist, "assets")).filter((name) => /^RedHat(Text|Display|Mono)VF-[^I]/.test(name));
const fixed = ["index.html", "theme.js", "portledger.svg", ...fonts.map((name) => `assets/${name}`)];

let exceeded = false;
console.log(
  `first load, KB gzip: JavaScript (at most ${MOST_JAVASCRIPT}), in all with styles and fonts (at most ${MOST_IN_ALL})`,
);
for (const page of pages) {
  const files = filesOf(entry, page);
  const javascript = sum([...files].filter((file) => file.endsWith(".js")));
  const all = sum([...files, ...fixed]);
  const over = javascript > MOST_JAVASCRIPT || all > MOST_IN_ALL;
  exceeded ||= over;
  console.log(`${over ? "OVER " : "     "}${javascript.toFixed(1).padStart(6)} ${all.toFixed(1).padStart(6)}  ${page}`);
}
rmSync(dirname(manifestFile), { recursive: true });
if (exceeded || pages.length === 0) {
  console.error("the first load is over its budget");
  process.exit(1);
}

for (const name of readdirSync(join(dist, "assets"))) {
  if (/\.(js|css|svg)$/.test(name)) {
    const file = join(dist, "assets", name);
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzip(bytes));
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    );
  }
}
