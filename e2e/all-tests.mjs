// Every test there is, as ./portledger test runs them, and one last line that counts them: "N passed, N failed".
// A suite that could not run counts as a failure; a skipped test is named, and is a failure when CI=true.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const clone = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = ["domain", "agent", "server", "local"]; // bench holds measurements, no tests; mvn verify builds it
const count = { passed: 0, failed: 0, skipped: 0 };
const bad = [];

function run(folder, program, ...args) {
  console.log(`\n=== ${program} ${args.join(" ")}   (in ${folder === "." ? "the clone" : folder})`);
  const { status, error } = spawnSync(program, args, {
    cwd: join(clone, folder),
    stdio: "inherit",
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
  });
  return !error && status === 0;
}

/** What has no tests of its own, but may say no: a build, a formatter, a linter. */
function gate(name, passed) {
  if (!passed) {
    count.failed++;
    bad.push(`failed: ${name}`);
  }
}

function add(suite, { passed, failed, skipped }) {
  console.log(`${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  count.passed += passed;
  count.failed += failed;
  count.skipped += skipped;
  if (failed > 0) bad.push(`failed: ${failed} of ${suite}`);
  if (skipped > 0) bad.push(`SKIPPED: ${skipped} of ${suite}`);
  if (passed + failed === 0) {
    count.failed++;
    bad.push(`failed: no test of ${suite} ran`);
  }
}

// ---- Maven: unit and integration tests, with every gate ---------------------------------------------------------------

const reportFolders = MODULES.flatMap((module) =>
  ["surefire-reports", "failsafe-reports"].map((name) => join(clone, module, "target", name)),
);
reportFolders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));

function attribute(tag, name) {
  return Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
}

function junit(module) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const folder of reportFolders.filter((f) => f.startsWith(join(clone, module) + "/") && existsSync(f))) {
    for (const file of readdirSync(folder).filter((name) => /^TEST-.*\.xml$/.test(name))) {
      const tag = /<testsuite [^>]*>/.exec(readFileSync(join(folder, file), "utf8"))[0];
      const failed = attribute(tag, "failures") + attribute(tag, "errors");
      const skipped = attribute(tag, "skipped");
      total.failed += failed;
      total.skipped += skipped;
      total.passed += attribute(tag, "tests") - failed - skipped;
    }
  }
  return total;
}

const built = run(".", "mvn", "--batch-mode", "--fail-at-end", "verify");
gate("mvn verify", built);
if (built) {
  writeFileSync(process.env.BUILT_FROM, `${process.env.FINGERPRINT}\n`); // up need not build again
}
const counts = Object.fromEntries(MODULES.map((module) => [module, junit(module)]));

// ---- The console ------------------------------------------------------------------------------------------------------

const vitestReport = join(clone, "web-ui", "target", "vitest.json");
rmSync(vitestReport, { force: true });
gate("npm run lint", run("web-ui", "npm", "run", "lint"));
run("web-ui", "npm", "test", "--", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`);

function vitest() {
  if (!existsSync(vitestReport)) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(vitestReport, "utf8"));
  const files = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + files.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

// ---- In a browser, and at the terminal --------------------------------------------------------------------------------

const playwrightReport = join(clone, "e2e", "out", "results.json");
rmSync(join(clone, "e2e", "out"), { recursive: true, force: true });
if (run("e2e", "npm", "ci", "--no-audit", "--no-fund")) {
  gate("npm run check in e2e", run("e2e", "npm", "run", "check"));
  run("e2e", "npx", "playwright", "test");
}

function playwright() {
  if (!existsSync(playwrightReport)) return { passed: 0, failed: 0, skipped: 0 };
  const { stats, errors } = JSON.parse(readFileSync(playwrightReport, "utf8"));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

// ---- The sum ----------------------------------------------------------------------------------------------------------

console.log("");
MODULES.forEach((module) => add(module, counts[module]));
add("web-ui", vitest());
add("e2e", playwright());
bad.forEach((line) => console.log(line));
const strict = process.env.CI === "true";
const failed = count.failed + (strict ? count.skipped : 0);
console.log(`${count.passed} passed, ${failed} failed`);
process.exit(failed > 0 || count.passed === 0 ? 1 : 0);
