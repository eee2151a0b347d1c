import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] });
const p = await b.newPage({ viewport: { width: 1440, height: 900 } });
p.on("pageerror", e => console.log("pageerror", e.message));
p.on("console", m => console.log("console", m.text()));
p.on("response", r => { if (r.status() >= 400) console.log(r.status(), r.url()); });
const base = "http://127.0.0.1:8612";
await p.request.post(base + "/api/session", { form: { j_username: "admin", j_password: readFileSync("/tmp/local-try/d2/secrets/admin-password","utf8").trim() } });
await p.goto(base + (process.argv[2] ?? "/"));
if (process.argv[3]) { await p.getByRole("button", { name: process.argv[3] }).click(); }
await p.waitForTimeout(2500);
await p.screenshot({ path: "/tmp/local-try/shot.png" });
await b.close();
