import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

// Measurements on real hosts, which are no tests: bench/README.md says how each is run.
export default defineConfig({ ...tests, testDir: "bench", reporter: [["list"]] });
