import { describe, expect, it } from "vitest";
import type { Holders, Listener } from "../src/api/model";
import { problemOf } from "../src/api/client";
import { given } from "../src/api/given";
import { lastingOf } from "../src/timeline/holdings";
import { csvPath } from "../src/ui/csv";
import {
  addressText,
  gapText,
  holdersText,
  managementText,
  networkOf,
  placeText,
  portPath,
  socketOf,
  targetText,
} from "../src/ui/holderText";
import { sentence } from "../src/ui/sentence";
import { patched } from "../src/ui/useViewState";
import { aHolder, aListener } from "./shapes";

describe("holders in words", () => {
  it("tell a kernel socket from one whose holders could not be seen", () => {
    expect(holdersText({ are: "known", list: [] })).toBe("kernel");
    expect(holdersText({ are: "partial", list: [], gap: "NOT_PERMITTED" })).toBe("unknown");
    expect(gapText({ are: "partial", list: [], gap: "NOT_PERMITTED" })).toContain("may not look");
    expect(gapText({ are: "known", list: [] })).toBeUndefined();
  });

  it("say in whose network a listener is that is not in the host's own", () => {
    const holders: Holders = {
      are: "known",
      list: [
        { ...aHolder, management: { by: "container", runtime: "docker", id: "0123456789abcdef", name: "orders-db" } },
      ],
    };
    const inside = aListener({ address: "0.0.0.0", network: "OTHER", netns: 4_026_532_001, holders });
    expect(placeText(inside)).toBe("0.0.0.0 in the network of container orders-db");
    expect(networkOf({ ...inside, holders: { are: "known", list: [aHolder] } })).toBe(
      "in network namespace 4026532001",
    );
    expect(networkOf({ ...inside, network: "HOST" })).toBeUndefined();
    const untold = { ...inside };
    delete untold.network;
    expect(placeText(untold)).toBe("0.0.0.0");
    const lasting = lastingOf(inside, Date.parse("2026-11-22T10:00:00Z"));
    expect([lasting.lane, lasting.text]).toEqual([
      "0.0.0.0 in the network of container orders-db",
      "java · 4121, in the network of container orders-db",
    ]);
  });

  it("name the first and count the others", () => {
    expect(holdersText({ are: "known", list: [aHolder, aHolder, aHolder] })).toBe("java · 4121 and 2 more");
    expect(targetText(aListener({}))).toBe("java 4121 on tcp/8080");
  });

  it("say who manages them, or that nobody does", () => {
    expect(managementText(aHolder)).toBe("orders.service");
    expect(
      managementText({ ...aHolder, management: { by: "container", runtime: "docker", id: "0123456789abcdef" } }),
    ).toBe("0123456789ab (docker)");
    expect(
      managementText({
        ...aHolder,
        management: {
          by: "container",
          runtime: "docker",
          id: "0123456789abcdef",
          name: "orders-db",
          image: "postgres:18",
        },
      }),
    ).toBe("orders-db (docker)");
    expect(managementText({ ...aHolder, management: { by: "nobody", scope: "session-20.scope" } })).toBeUndefined();
  });

  it("do not make another row of a socket when more of them become known", () => {
    const partly = aListener({ holdingId: "a", holders: { are: "partial", list: [], gap: "SEARCH_PENDING" } });
    expect(socketOf(aListener({ holdingId: "b" }))).toBe(socketOf(partly));
    expect(socketOf(aListener({ socketId: "cookie:8" }))).not.toBe(socketOf(partly));
  });

  it("write addresses as ss does", () => {
    expect(addressText({ address: "::1" })).toBe("[::1]");
    expect(addressText({ address: "127.0.0.53", device: "lo" })).toBe("127.0.0.53%lo");
    expect(portPath({ hostId: "a/b", protocol: "UDP", port: 53 })).toBe("/hosts/a%2Fb/ports/udp/53");
  });
});

describe("a holding on the timeline", () => {
  const now = Date.parse("2026-11-22T16:00:00Z");

  it("is sure between the first and the last look that saw it", () => {
    const ended: NonNullable<Listener["ended"]> = {
      at: "2026-11-22T12:00:00Z",
      after: "2026-11-22T11:00:00Z",
      how: "AGENT_GONE",
    };
    const { whole, sure } = lastingOf(aListener({ ended }), now);
    expect(new Date(whole.from).toISOString()).toBe("2026-11-22T09:14:02.000Z");
    expect(new Date(sure.from).toISOString()).toBe("2026-11-22T09:14:03.000Z");
    expect(new Date(sure.until).toISOString()).toBe("2026-11-22T11:00:00.000Z");
    expect(new Date(whole.until).toISOString()).toBe("2026-11-22T12:00:00.000Z");
  });

  it("lasts until now when it has not ended", () => {
    expect(lastingOf(aListener({}), now)).toMatchObject({ whole: { until: now }, sure: { until: now } });
  });
});

describe("requests", () => {
  it("leave out what was not asked for", () => {
    expect(given({ q: "", at: undefined, port: [], host: ["h"], limit: 0 })).toEqual({ host: ["h"], limit: 0 });
  });

  it("carry the filters in force into an export", () => {
    expect(csvPath("/x.csv", { q: "a b", port: ["1", "2"], at: undefined })).toBe("/x.csv?q=a+b&port=1&port=2");
    expect(csvPath("/x.csv", {})).toBe("/x.csv");
  });

  it("change one part of the URL and keep the others", () => {
    const params = patched(new URLSearchParams("a=1&b=2&b=3"), { b: ["4"], c: "5", a: undefined });
    expect(params.toString()).toBe("b=4&c=5");
  });
});

describe("a message of the server", () => {
  it("becomes a sentence, and keeps a name as it is", () => {
    expect(sentence("no host has the id x")).toBe("No host has the id x.");
    expect(sentence("Why?")).toBe("Why?");
    expect(sentence("systemd: systemd does not run this host")).toBe("systemd: systemd does not run this host.");
  });
});

describe("problems", () => {
  it("keep their code", () => {
    const problem = problemOf(400, {
      code: "port_invalid",
      title: "Bad port",
      detail: "70000 is no port",
      field: "port",
    });
    expect(problem).toMatchObject({ status: 400, code: "port_invalid", message: "70000 is no port", field: "port" });
  });

  it("have one also when a proxy answered in HTML", () => {
    expect(problemOf(502, "<html>")).toMatchObject({ code: "http_502" });
  });
});
