import { describe, expect, it } from "vitest";
import { changesIn, holdRows } from "../src/live/heldRows";

interface Row {
  key: string;
  value: number;
}

const keyOf = ({ key }: Row) => key;
const rows = (...keys: string[]): Row[] => keys.map((key) => ({ key, value: 0 }));

describe("rows while somebody is busy with the table", () => {
  it("change their values in place", () => {
    const held = holdRows(
      rows("a", "b"),
      [
        { key: "b", value: 7 },
        { key: "a", value: 3 },
      ],
      keyOf,
    );
    expect(held.rows).toEqual([
      { key: "a", value: 3 },
      { key: "b", value: 7 },
    ]);
    expect(held.moving).toBe(2);
  });

  it("neither enter nor leave, but are counted", () => {
    const held = holdRows(rows("a", "b"), rows("b", "c", "d"), keyOf);
    expect(held.rows.map(keyOf)).toEqual(["a", "b"]);
    expect(held).toMatchObject({ entering: 2, leaving: ["a"], moving: 0 });
    expect(changesIn(held)).toBe(3);
  });

  it("do not count as moved when others enter or leave between them", () => {
    expect(holdRows(rows("a", "b", "c"), rows("x", "a", "y", "c"), keyOf).moving).toBe(0);
  });

  it("are unchanged by an equal answer", () => {
    const shown = rows("a", "b");
    const held = holdRows(shown, shown, keyOf);
    expect(changesIn(held)).toBe(0);
    expect(held.rows).toEqual(shown);
  });
});
