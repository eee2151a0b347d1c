import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env["PORTLEDGER_SERVER"] ?? "http://127.0.0.1:8600";

export default defineConfig({
  plugins: [react()],
  build: { manifest: true, target: "es2022", assetsInlineLimit: 0 },
  server: {
    proxy: { "/api": server, "/live": { target: server, ws: true } },
  },
  test: { include: ["test/**/*.test.{ts,tsx}"] },
});
