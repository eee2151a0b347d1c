import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asksAgain, Changes } from "../src/live/changes";
import { retryDelay } from "../src/live/feed";
import { parseFrame, type LiveFrame } from "../src/live/frames";
import { FLUSH_EVERY, PacedChanges } from "../src/live/pace";

const changed = (hostId: string, ...topics: ("listeners" | "connections" | "host")[]): LiveFrame => ({
  kind: "changed",
  seq: 1,
  at: "2026-11-22T16:00:00Z",
  hosts: [{ hostId, topics }],
});

describe("a frame of the live feed", () => {
  it("is read with what it touches", () => {
    const text =
      '{"kind":"changed","seq":4,"at":"2026-11-22T16:00:00Z","hosts":[{"hostId":"h","ports":[80],"topics":["listeners","new"]}]}';
    expect(parseFrame(text)).toMatchObject({
      kind: "changed",
      seq: 4,
      hosts: [{ hostId: "h", topics: ["listeners"] }],
    });
  });

  it("of an unknown kind still counts in the sequence", () => {
    expect(parseFrame('{"kind":"later","seq":5,"at":"2026-11-22T16:00:00Z"}')).toMatchObject({ kind: "other", seq: 5 });
  });

  it.each(["", "{", "[]", "null", '{"kind":"hello"}', '{"kind":"hello","seq":"1","at":"x"}'])("is none: %s", (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });
});

describe("changes", () => {
  it("touch queries of the same topic, of that host or of every host", () => {
    const changes = new Changes();
    changes.add(changed("h-1", "listeners"));
    expect(changes.touch({ topics: ["listeners"] })).toBe(true);
    expect(changes.touch({ topics: ["listeners"], hostId: "h-1" })).toBe(true);
    expect(changes.touch({ topics: ["listeners"], hostId: "h-2" })).toBe(false);
    expect(changes.touch({ topics: ["connections"] })).toBe(false);
    expect(changes.touch(undefined)).toBe(false);
  });

  it("of a stop touch that stop and lists of stops", () => {
    const changes = new Changes();
    changes.add({ kind: "stop", seq: 1, at: "", stopId: "s-1" });
    expect(changes.touch({ topics: ["stop"], stopId: "s-1" })).toBe(true);
    expect(changes.touch({ topics: ["stop"], stopId: "s-2" })).toBe(false);
    expect(changes.touch({ topics: ["stop"] })).toBe(true);
  });

  it("after a gap touch everything that follows the feed", () => {
    const changes = new Changes();
    changes.add({ kind: "resync", seq: 1, at: "" });
    expect(changes.touch({ topics: ["audit"] })).toBe(true);
    expect(changes.touch({ topics: ["host"], hostId: "h-9" })).toBe(true);
    expect(changes.touch({})).toBe(false);
  });

  it("are of the topics that are collected, and no others", () => {
    const changes = new Changes((topic) => topic === "host");
    changes.add(changed("h-1", "listeners"));
    changes.add({ kind: "stop", seq: 1, at: "", stopId: "s-1" });
    changes.add({ kind: "audit", seq: 1, at: "" });
    expect(changes.empty).toBe(true);
    changes.add(changed("h-1", "listeners", "host"));
    expect(changes.touch({ topics: ["host"] })).toBe(true);
    expect(changes.touch({ topics: ["listeners", "audit", "stop"] })).toBe(false);
  });

  it("are none after a heartbeat", () => {
    const changes = new Changes();
    changes.add({ kind: "heartbeat", seq: 1, at: "" });
    expect(changes.empty).toBe(true);
  });
});

describe("a query that has only failed so far", () => {
  const meta = { topics: ["listeners" as const] };
  const failed = { meta, state: { data: undefined, fetchFailureCount: 1 } };

  it("is left to its own next attempt when something changes, so that it comes to say that it failed", () => {
    const changes = new Changes();
    changes.add(changed("h", "listeners"));
    expect(asksAgain(changes, failed)).toBe(false);
    expect(asksAgain(changes, { meta, state: { data: undefined, fetchFailureCount: 0 } })).toBe(true);
    expect(asksAgain(changes, { meta, state: { data: [], fetchFailureCount: 1 } })).toBe(true);
    expect(asksAgain(changes, { meta: undefined, state: { data: [], fetchFailureCount: 0 } })).toBe(false);
  });

  it("is asked again after a gap, as after a reconnect", () => {
    const changes = new Changes();
    changes.addEverything();
    expect(asksAgain(changes, failed)).toBe(true);
  });
});

describe("the pace of changes", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const paced = (onScreen: (changes: Changes) => boolean = () => true) => {
    const flushed: { at: number; changes: Changes; done: () => void }[] = [];
    const start = Date.now();
    const changes = new PacedChanges(
      (touched) =>
        new Promise((done) => {
          flushed.push({ at: Date.now() - start, changes: touched, done });
        }),
      onScreen,
      undefined,
      { now: () => Date.now() - start, later: setTimeout },
    );
    return { flushed, changes };
  };

  it("is at once for the first, then as slow as agreed, and nothing is lost", async () => {
    const { flushed, changes } = paced();
    changes.add(changed("h-1", "listeners"));
    await vi.advanceTimersByTimeAsync(0);
    flushed[0]?.done();
    await vi.advanceTimersByTimeAsync(10);
    changes.add(changed("h-2", "listeners"));
    changes.add(changed("h-3", "host"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(flushed.map(({ at }) => at)).toEqual([0, FLUSH_EVERY]);
    expect(flushed[1]?.changes.touch({ topics: ["listeners"], hostId: "h-2" })).toBe(true);
    expect(flushed[1]?.changes.touch({ topics: ["host"], hostId: "h-3" })).toBe(true);
    expect(flushed[1]?.changes.touch({ topics: ["listeners"], hostId: "h-1" })).toBe(false);
  });

  it("does not wait behind a change of what is not on screen", async () => {
    const { flushed, changes } = paced((touched) => touched.touch({ topics: ["connections"] }));
    changes.add(changed("h-1", "listeners"));
    await vi.advanceTimersByTimeAsync(0);
    flushed[0]?.done();
    await vi.advanceTimersByTimeAsync(10);
    changes.add(changed("h-1", "connections"));
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed.map(({ at }) => at)).toEqual([0, 10]);
  });

  it("waits for the last flush to have been fetched", async () => {
    const { flushed, changes } = paced();
    changes.add(changed("h-1", "listeners"));
    await vi.advanceTimersByTimeAsync(0);
    changes.add(changed("h-2", "listeners"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(flushed).toHaveLength(1);
    flushed[0]?.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toHaveLength(2);
  });

  it("stands still while held, and catches up with all of it", async () => {
    const { flushed, changes } = paced();
    changes.hold(true);
    changes.add(changed("h-1", "listeners"));
    changes.addEverything();
    await vi.advanceTimersByTimeAsync(5000);
    expect(flushed).toHaveLength(0);
    changes.hold(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toHaveLength(1);
    expect(flushed[0]?.changes.touch({ topics: ["audit"] })).toBe(true);
  });
});

describe("the wait before the next connection", () => {
  it("doubles, is jittered by half, and has an end", () => {
    expect(retryDelay(0, 0)).toBe(250);
    expect(retryDelay(0, 1)).toBe(500);
    expect(retryDelay(3, 1)).toBe(4000);
    expect(retryDelay(50, 1)).toBe(15_000);
    expect(retryDelay(50, 0)).toBe(7500);
  });
});
