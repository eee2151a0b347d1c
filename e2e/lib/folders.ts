import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the clone. */
export const clone = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A path for what the tests leave behind to look at. */
export function out(...parts: string[]): string {
  const path = join(clone, "e2e", "out", ...parts);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** A new folder that nothing else uses. */
export function temporary(name: string): string {
  return mkdtempSync(join(tmpdir(), `portledger-${name}-`));
}
