import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, UNREACHABLE } from "../src/api/client";
import type { paths } from "../target/openapi";

/** What the server under test answers, by the query that is sent. */
const ANSWERS: Readonly<Record<string, [number, string, string]>> = {
  good: [200, "application/json", '{"items":[],"total":0}'],
  problem: [
    409,
    "application/problem+json",
    '{"title":"Conflict","status":409,"code":"plan_expired","detail":"Plan again"}',
  ],
  html: [502, "text/html", "<html><h1>Bad gateway</h1></html>"],
};

describe("an answer of a server", () => {
  let server: Server;
  let base: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = new URL(request.url ?? "/", "http://localhost").searchParams.get("q") ?? "";
      const [status, type, body] = ANSWERS[name] ?? [404, "text/plain", ""];
      response.writeHead(status, { "content-type": type }).end(body);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  const hosts = (q: string, baseUrl = base) =>
    answer(createClient<paths>({ baseUrl }).GET("/api/hosts", { params: { query: { q } } }));

  it("is its body", async () => {
    await expect(hosts("good")).resolves.toEqual({ items: [], total: 0 });
  });

  it("is a problem with its code", async () => {
    await expect(hosts("problem")).rejects.toMatchObject({ status: 409, code: "plan_expired", message: "Plan again" });
  });

  it("is a problem also when it is not the server's own", async () => {
    await expect(hosts("html")).rejects.toMatchObject({ status: 502, code: "http_502" });
  });

  it("that never came is told as such", async () => {
    await expect(hosts("good", "http://127.0.0.1:1")).rejects.toMatchObject({ status: 0, code: UNREACHABLE });
  });
});
