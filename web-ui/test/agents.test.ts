import { describe, expect, it } from "vitest";
import type { Agent } from "../src/api/model";
import {
  clockText,
  enrolCommand,
  eventsOf,
  isPlain,
  labelsOf,
  labelsText,
  lagText,
  shellWord,
  troublesOf,
} from "../src/agents/text";

const good: Agent = {
  hostId: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  name: "web-1",
  status: "GOOD",
  lookedAt: "2026-11-17T03:14:00Z",
  outboxFrames: 0,
  skew: "PT0.0004S",
  facilities: [{ name: "events", available: true, detail: "post: programs in the kernel tell of binds" }],
  commands: "YES",
  keyId: "ab".repeat(32),
  enrolledAt: "2026-11-01T00:00:00Z",
  labels: {},
};

describe("an agent", () => {
  it("that has all it needs gives no trouble", () => {
    expect(troublesOf(good)).toEqual([]);
    expect(eventsOf(good)).toBe("post");
  });

  it("tells what somebody should see to, and each thing once", () => {
    const troubled: Agent = {
      ...good,
      status: "ATTENTION",
      commands: "NO_KEY",
      skew: "PT-1H",
      facilities: [
        { name: "commands", available: false, detail: "no key", cost: "nothing can be stopped" },
        {
          name: "events",
          available: false,
          detail: "poll: the table is looked at",
          cost: "failed binds are not seen.",
        },
        { name: "docker", available: false, detail: "no engine here" },
      ],
    };
    expect(troublesOf(troubled)).toEqual([
      "It takes no commands: it does not know this server's key. Enrol the host again.",
      "Its clock is 3600 s ahead.",
      "events is missing: failed binds are not seen.",
    ]);
    expect(eventsOf(troubled)).toBe("poll");
  });

  it("that was revoked says by whom and why", () => {
    expect(troublesOf({ ...good, status: "REVOKED", revokedBy: "ada", revokeReason: "sold" })).toEqual([
      "Revoked by ada: sold",
    ]);
  });

  it("is behind by the time since its last look and what waits there", () => {
    const now = new Date("2026-11-17T03:14:09Z");
    expect(lagText(good, now)).toBe("9 s");
    expect(lagText({ ...good, outboxFrames: 1200 }, now)).toMatch(/^9 s, 1.200 frames wait$/);
    const never: Agent = { ...good };
    delete never.lookedAt;
    expect(lagText(never, now)).toBe("never looked");
  });
});

describe("a clock", () => {
  it.each([
    [undefined, "unknown"],
    ["PT0S", "as the server's"],
    ["PT0.25S", "0.250 s behind"],
    ["PT-2.5S", "2.500 s ahead"],
    ["PT1H", "3600 s behind"],
  ])("of %s is %s", (skew, text) => expect(clockText(skew)).toBe(text));
});

describe("the command to enrol", () => {
  const key = "cd".repeat(32);

  it("is what a person types, with the server's key in it", () => {
    expect(enrolCommand("https://ports.example.com", "tok-en_1", key)).toBe(
      `sudo portledger enrol --server https://ports.example.com --server-key ${key} --token tok-en_1`,
    );
  });

  it("says where nothing is encrypted, and only there", () => {
    expect(enrolCommand("http://10.0.0.1:8600", "t", undefined)).toBe(
      "sudo portledger enrol --server http://10.0.0.1:8600 --allow-plain-http --token t",
    );
    for (const server of ["http://localhost:8600", "http://127.0.0.1:8600", "http://[::1]:8600", "https://10.0.0.1"]) {
      expect(isPlain(server)).toBe(false);
    }
  });

  it("cannot be broken out of", () => {
    expect(shellWord("a'; rm -rf /")).toBe(`'a'\\''; rm -rf /'`);
    expect(shellWord("$(x)")).toBe("'$(x)'");
  });
});

describe("labels", () => {
  it("are read as they are written", () => {
    expect(labelsOf(" env=prod, team=web ")).toEqual({ env: "prod", team: "web" });
    expect(labelsText({ env: "prod", team: "web" })).toBe("env=prod, team=web");
    expect(labelsOf("")).toEqual({});
    for (const wrong of ["env", "env=", "=prod", "a=b=c"]) {
      expect(labelsOf(wrong)).toBeUndefined();
    }
  });
});
