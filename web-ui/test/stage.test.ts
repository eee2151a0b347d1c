import { describe, expect, it } from "vitest";
import type { Stop } from "../src/api/model";
import { outcomeText } from "../src/stop/outcomeText";
import { stageOf, subjectText, verbOf } from "../src/stop/stage";
import { aStop } from "./shapes";

const NOW = new Date("2026-11-22T16:00:00Z");
const step = (name: Stop["steps"][number]["step"]) => ({ step: name, at: "2026-11-22T16:00:00Z" });

describe("where a stop stands", () => {
  it("is a review until it is run, and of no use after its plan has expired", () => {
    expect(stageOf(aStop({ planExpiresAt: "2026-11-22T16:00:01Z" }), NOW)).toMatchObject({
      is: "review",
      expired: false,
    });
    expect(stageOf(aStop({ planExpiresAt: "2026-11-22T16:00:00Z" }), NOW)).toMatchObject({
      is: "review",
      expired: true,
    });
  });

  it("asks for typing only before a SIGKILL", () => {
    expect(stageOf(aStop({}), NOW)).toMatchObject({ typed: undefined });
    const { method } = aStop({});
    if (method.by === "process") {
      expect(stageOf(aStop({ method: { ...method, signal: "SIGKILL" } }), NOW)).toMatchObject({ typed: "java" });
    }
    expect.assertions(2);
  });

  it("can be called off until the request was made", () => {
    const running = (...steps: Stop["steps"]) => stageOf(aStop({ state: "RUNNING", steps }), NOW);
    expect(stageOf(aStop({ state: "REQUESTED" }), NOW)).toMatchObject({ is: "running", mayAbort: true });
    expect(running(step("ACCEPTED"), step("IDENTITY_CHECKED"))).toMatchObject({ mayAbort: true });
    expect(running(step("ACCEPTED"), step("IDENTITY_CHECKED"), step("REQUESTED"))).toMatchObject({ mayAbort: false });
    expect(running(step("ENDED"))).toMatchObject({ mayAbort: false });
  });

  it("shows what is done, under way and ahead", () => {
    const stage = stageOf(aStop({ state: "RUNNING", steps: [step("ACCEPTED"), step("IDENTITY_CHECKED")] }), NOW);
    expect(stage.is === "running" && stage.steps.map((one) => [one.text, one.is])).toEqual([
      ["accepted by the agent", "done"],
      ["identity checked", "done"],
      ["SIGTERM sent", "current"],
      ["process ended", "ahead"],
      ["port looked at again", "ahead"],
    ]);
  });

  it("has nothing under way once it is settled", () => {
    const settled = stageOf(aStop({ state: "SETTLED", steps: [step("ACCEPTED")], outcome: { is: "aborted" } }), NOW);
    expect(settled.is === "settled" && settled.steps.some((one) => one.is === "current")).toBe(false);
    expect(settled).toMatchObject({ outcome: { is: "aborted" }, mayKill: false });
  });

  it("speaks of each method in its own words", () => {
    const texts = (method: Stop["method"]) => {
      const stage = stageOf(aStop({ state: "RUNNING", steps: [], method }), NOW);
      return stage.is === "running" ? stage.steps.slice(2, 4).map((one) => one.text) : [];
    };
    const id = "c".repeat(64);
    expect(texts({ by: "systemUnits", units: ["a.socket", "a.service"] })).toEqual([
      "stop job handed to systemd",
      "stop job done",
    ]);
    expect(texts({ by: "userUnit", unit: "a.service", uid: 1000 })).toEqual([
      "stop job handed to systemd",
      "stop job done",
    ]);
    expect(texts({ by: "container", runtime: "docker", id, name: "db", signal: "SIGTERM" })).toEqual([
      "engine told to stop it",
      "container ended",
    ]);
    expect(texts({ by: "releaseTimeWait" })).toEqual(["TIME_WAIT sockets released", "done"]);
    expect(subjectText(aStop({ method: { by: "systemUnits", units: ["a.socket", "a.service"] } }))).toBe(
      "a.socket and a.service",
    );
    expect(subjectText(aStop({ method: { by: "container", runtime: "docker", id, signal: "SIGTERM" } }))).toBe(
      "container cccccccccccc",
    );
    expect(subjectText(aStop({ method: { by: "releaseTimeWait" } }))).toBe("TIME_WAIT");
  });

  it("is released, not stopped, where nothing but TIME_WAIT is left", () => {
    expect(verbOf(aStop({ method: { by: "releaseTimeWait" } }))).toBe("release");
    expect(verbOf(aStop({}))).toBe("stop");
    const { method } = aStop({});
    expect(method.by === "process" && verbOf(aStop({ method: { ...method, signal: "SIGKILL" } }))).toBe("kill");
  });

  it("asks for the container's name before it is killed", () => {
    const method = { by: "container", runtime: "podman", id: "c".repeat(64), name: "db", signal: "SIGKILL" } as const;
    expect(stageOf(aStop({ method }), NOW)).toMatchObject({ typed: "db" });
  });

  it("offers a release of TIME_WAIT only where the server does", () => {
    const outcome = { is: "onlyTimeWait", count: 3, lastLeavesAt: "2026-11-22T16:00:40Z" } as const;
    expect(stageOf(aStop({ state: "SETTLED", outcome, mayReleaseTimeWait: true }), NOW)).toMatchObject({
      mayRelease: true,
      mayKill: false,
    });
    expect(stageOf(aStop({ state: "SETTLED", outcome }), NOW)).toMatchObject({ mayRelease: false });
  });

  it("is unknown, not freed, when it was settled without an outcome", () => {
    expect(stageOf(aStop({ state: "SETTLED" }), NOW)).toMatchObject({ outcome: { is: "unknown" } });
  });

  it("offers SIGKILL only where the server does", () => {
    const after: Partial<Stop> = { state: "SETTLED", outcome: { is: "stillHeld", by: [] } };
    expect(stageOf(aStop({ ...after, mayFollowWithSigkill: true }), NOW)).toMatchObject({ mayKill: true });
    expect(stageOf(aStop({ ...after, mayFollowWithSigkill: false }), NOW)).toMatchObject({ mayKill: false });
  });
});

describe("what is stopped", () => {
  it("is the unit, or the process with its name", () => {
    expect(subjectText(aStop({}))).toBe("java 4121");
    expect(subjectText(aStop({ method: { by: "systemUnit", unit: "orders.service" } }))).toBe("orders.service");
    expect(subjectText(aStop({ holders: [] }))).toBe("process 4121");
  });

  it("is never called a success unless it was freed", () => {
    expect(outcomeText({ is: "freed" }).status).toBe("success");
    expect(outcomeText({ is: "unknown", reason: "" }).status).not.toBe("success");
    expect(outcomeText({ is: "stillHeld", by: [] }).title).toBe("Still held");
  });
});
