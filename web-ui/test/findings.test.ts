import { describe, expect, it } from "vitest";
import type { Finding, Findings } from "../src/api/model";
import { notJudged, verdictOf } from "../src/hosts/findings";

const reuse: Finding = {
  code: "tcp_tw_reuse",
  summary: "tcp_tw_reuse is on.",
  evidence: ["net.ipv4.tcp_tw_reuse is 1."],
  remedy: "Let the server set SO_REUSEADDR instead.",
  commands: ["sysctl -w net.ipv4.tcp_tw_reuse=2"],
  ports: [],
  morePorts: 0,
};

const unmanaged: Finding = {
  code: "unmanaged_server",
  summary: "The server on tcp port 8080 runs outside systemd and containers.",
  evidence: ["It is held by <node>, pid 7."],
  remedy: "Give it a unit of systemd.",
  commands: [],
  protocol: "TCP",
  ports: [8080],
  morePorts: 0,
};

const found = (part: Partial<Findings>): Findings => ({
  hostId: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  watch: "LIVE",
  findings: [],
  more: 0,
  unknown: [],
  ...part,
});

const unread = [{ code: "tcp_tw_reuse" as const, why: "it could not be read" }];

describe("findings of a host", () => {
  it("are none for certain only where everything was judged", () => {
    expect(verdictOf(found({}))).toContain("Nothing on this host is in a bad way");
    expect(verdictOf(found({ unknown: unread }))).toBe("Nothing was found, but not everything could be judged.");
    expect(verdictOf(found({ findings: [reuse] }))).toBe("One thing is in a bad way.");
    expect(verdictOf(found({ findings: [reuse, unmanaged], more: 1_200 }))).toContain("1,202 things");
  });

  it("say what could not be judged, and why", () => {
    expect(notJudged(found({ unknown: unread }))).toEqual(["tcp_tw_reuse is on? it could not be read."]);
  });
});
