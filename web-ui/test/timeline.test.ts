import { describe, expect, it } from "vitest";
import { barAt, layOut, unknownSpans, type Lasting } from "../src/timeline/layout";
import { rangeAsked, shifted, spanOf } from "../src/timeline/range";

const lasting = (key: string, lane: string, from: number, until: number): Lasting => ({
  key,
  lane,
  text: key,
  whole: { from, until },
  sure: { from, until },
});

const RANGE = { from: 0, until: 100 };

describe("times without watching", () => {
  it("are what the known spans leave", () => {
    expect(
      unknownSpans(RANGE, [
        { from: 10, until: 40 },
        { from: 60, until: 100 },
      ]),
    ).toEqual([
      { from: 0, until: 10 },
      { from: 40, until: 60 },
    ]);
  });

  it("are all of it when nobody was watching", () => {
    expect(unknownSpans(RANGE, [])).toEqual([RANGE]);
    expect(unknownSpans(RANGE, [{ from: 100, until: 120 }])).toEqual([RANGE]);
  });

  it("are none when the known spans overlap, touch, come in any order or reach beyond", () => {
    expect(
      unknownSpans(RANGE, [
        { from: 50, until: 200 },
        { from: -10, until: 30 },
        { from: 20, until: 50 },
      ]),
    ).toEqual([]);
  });
});

describe("a timeline", () => {
  it("puts holders that overlap on one address below one another, and reuses what is free again", () => {
    const { lanes, rows } = layOut(
      RANGE,
      [lasting("a", "x", 0, 50), lasting("b", "x", 10, 30), lasting("c", "x", 30, 60)],
      [],
    );
    expect(lanes).toHaveLength(1);
    expect(lanes[0]?.bars.map(({ item, subLane }) => [item.key, subLane])).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 1],
    ]);
    expect(rows).toBe(2);
  });

  it("has a lane for each address, in order, the named ones first and also when empty", () => {
    const { lanes, rows } = layOut(
      RANGE,
      [lasting("a", "z", 0, 5), lasting("b", "y", 0, 5), lasting("c", "y", 1, 5)],
      [],
      ["empty"],
    );
    expect(lanes.map(({ name, row, subLanes }) => [name, row, subLanes])).toEqual([
      ["empty", 0, 1],
      ["y", 1, 2],
      ["z", 3, 1],
    ]);
    expect(rows).toBe(4);
  });

  it("leaves out what ended before or began after", () => {
    expect(layOut(RANGE, [lasting("a", "x", -20, 0), lasting("b", "x", 100, 120)], []).lanes).toEqual([]);
  });

  it("keeps a moment that fell between two looks", () => {
    expect(layOut(RANGE, [lasting("a", "x", 50, 50)], []).lanes).toHaveLength(1);
  });

  it("puts one that followed another into the same line, though it is not sure when", () => {
    const old = { ...lasting("old", "x", 0, 50), sure: { from: 0, until: 30 } };
    const next = { ...lasting("next", "x", 30, 90), sure: { from: 50, until: 90 } };
    const layout = layOut(RANGE, [old, next], []);
    expect(layout.rows).toBe(1);
    expect(barAt(layout, 20, 0)?.item.key).toBe("old");
    expect(barAt(layout, 60, 0)?.item.key).toBe("next");
    expect(layOut(RANGE, [old, { ...next, sure: { from: 29, until: 90 } }], []).rows).toBe(2);
  });

  it("finds the bar under the pointer", () => {
    const layout = layOut(RANGE, [lasting("a", "x", 0, 50), lasting("b", "x", 10, 30)], []);
    expect(barAt(layout, 20, 0)?.item.key).toBe("a");
    expect(barAt(layout, 20, 1)?.item.key).toBe("b");
    expect(barAt(layout, 40, 1)).toBeUndefined();
    expect(barAt(layout, 20, 2)).toBeUndefined();
  });

  it("places every bar without overlap, for any 300 holdings", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const items = Array.from({ length: 300 }, (_, place) => {
      const from = random(90);
      return lasting(String(place), `lane ${random(4)}`, from, from + 1 + random(20));
    });
    for (const lane of layOut(RANGE, items, []).lanes) {
      for (const one of lane.bars) {
        const beside = lane.bars.filter(
          (other) =>
            other !== one &&
            other.subLane === one.subLane &&
            other.item.whole.from < one.item.whole.until &&
            one.item.whole.from < other.item.whole.until,
        );
        expect(beside).toEqual([]);
      }
    }
  });
});

describe("the range in the URL", () => {
  const now = new Date("2026-11-22T16:00:00Z");
  const asked = (query: string) => rangeAsked(new URLSearchParams(query));

  it("is the last 24 hours when it says nothing, or nonsense", () => {
    expect(spanOf(asked(""), now)).toEqual({ from: now.getTime() - 86_400_000, until: now.getTime() });
    expect(asked("range=toString&to=never")).toEqual({ name: "24h", to: undefined });
  });

  it("goes earlier by half of itself, and later until now", () => {
    const earlier = shifted(asked("range=1h"), -1, now);
    expect(earlier?.toISOString()).toBe("2026-11-22T15:30:00.000Z");
    expect(shifted({ name: "1h", to: earlier }, 1, now)).toBeUndefined();
  });
});
