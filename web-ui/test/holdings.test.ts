import { describe, expect, it } from "vitest";
import type { Coverage, HostHistory, PortHistory } from "../src/api/model";
import { byAddress, byEndpoint, laneName, storyOfHost, storyOfPort } from "../src/timeline/holdings";
import { layOut, unknownSpans } from "../src/timeline/layout";
import { aListener } from "./shapes";

const merged = {
  address: "::1",
  from: "2026-11-22T10:00:00Z",
  to: "2026-11-22T10:01:00Z",
  holdings: 60,
  processes: [],
};
const range = { from: "2026-11-22T09:00:00Z", to: "2026-11-22T12:00:00Z" };
const watched: Coverage = { from: "2026-11-22T09:00:00Z", until: "2026-11-22T11:59:50Z" };
const coverage = [watched];

const dns: HostHistory["lanes"][number] = {
  protocol: "UDP",
  port: 53,
  address: "127.0.0.53",
  device: "lo",
  changedAt: "2026-11-22T10:30:00Z",
  holdings: [aListener({ holdingId: "b", protocol: "UDP", port: 53, address: "127.0.0.53", device: "lo" })],
  merged: [],
};

const host: HostHistory = {
  ...range,
  coverage,
  lanes: [
    dns,
    {
      protocol: "TCP",
      port: 8080,
      address: "::1",
      changedAt: "2026-11-22T10:01:00Z",
      holdings: [aListener({ holdingId: "a", address: "::1" })],
      merged: [merged],
    },
  ],
  total: 2,
};

describe("the story of a host", () => {
  it("has a lane for each endpoint, in the order of the server, with what was merged on the same one", () => {
    const story = storyOfHost(host);
    const layout = layOut(story.range, byEndpoint(story), story.known, host.lanes.map(laneName));
    expect(layout.lanes.map(({ name, bars }) => [name, bars.map(({ item }) => item.text)])).toEqual([
      ["udp/53 127.0.0.53%lo", ["java · 4121"]],
      ["tcp/8080 [::1]", ["java · 4121", "60 × short"]],
    ]);
  });

  it("keeps one port's lane apart from another's of the same address", () => {
    const other = { ...dns, port: 54, holdings: [aListener({ ...dns.holdings[0], port: 54 })] };
    const items = byEndpoint(storyOfHost({ ...host, lanes: [dns, other] }));
    expect(items.map(({ lane }) => lane)).toEqual(["udp/53 127.0.0.53%lo", "udp/54 127.0.0.53%lo"]);
  });

  it("takes a host that was looked at lately for watched until now, and another not", () => {
    const { range: span, known } = storyOfHost(host);
    expect(unknownSpans(span, known)).toEqual([]);
    const gone = storyOfHost({ ...host, coverage: [{ ...watched, endedHow: "AGENT_GONE" }] });
    expect(unknownSpans(gone.range, gone.known)).toEqual([
      { from: Date.parse("2026-11-22T11:59:50Z"), until: Date.parse("2026-11-22T12:00:00Z") },
    ]);
  });
});

describe("the story of a port", () => {
  it("has a lane for each address", () => {
    const port: PortHistory = { ...range, coverage, holdings: [aListener({})], merged: [merged], connections: [] };
    expect(byAddress(storyOfPort(port, { protocol: "tcp", port: 8080 })).map(({ lane }) => lane)).toEqual([
      "10.0.0.5",
      "[::1]",
    ]);
  });
});
