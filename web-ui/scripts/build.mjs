// What Maven runs: installs and builds only what is out of date, so that a Java-only build does not wait for Node.
//   node_modules  older than package-lock.json          -> npm ci
//   dist          older than anything it is made of     -> npm run build
// Folders count as inputs too: their time changes when a file is removed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const NOT_INPUTS = new Set(["node_modules", "dist", "target", "pom.xml"]);

function npm(...args) {
  const { status, error } = spawnSync("npm", args, { cwd: home, stdio: "inherit" });
  if (error) {
    console.error(`npm did not start (${error.message}); Node.js 20.19 or later is needed, or -DskipUi`);
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** Newest modification time of a file, or of a folder and all that is in it; 0 when there is none. */
function newest(path) {
  if (!existsSync(path)) {
    return 0;
  }
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    return stat.mtimeMs;
  }
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs);
}

const lock = newest(join(home, "package-lock.json"));
const installed = newest(join(home, "node_modules", ".package-lock.json"));
if (lock > installed) {
  npm("ci", "--no-audit", "--no-fund");
}

const inputs = [
  newest(join(home, "..", "docs", "openapi.yaml")),
  ...readdirSync(home)
    .filter((name) => !NOT_INPUTS.has(name))
    .map((name) => newest(join(home, name))),
];
if (Math.max(...inputs) > newest(join(home, "dist", "index.html"))) {
  npm("run", "build");
}
