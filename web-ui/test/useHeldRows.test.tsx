// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useHeldRows } from "../src/live/useHeldRows";

interface Row {
  key: string;
}

interface Props {
  incoming: readonly Row[];
  engaged: boolean;
  view: string;
}

const keyOf = ({ key }: Row) => key;
const rows = (keys: string): Row[] => Array.from(keys, (key) => ({ key }));
const shown = (result: { current: { rows: readonly Row[] } }) => result.current.rows.map(keyOf).join("");

const render = (initialProps: Props) =>
  renderHook(({ incoming, engaged, view }: Props) => useHeldRows(incoming, keyOf, engaged, view), { initialProps });

describe("a table of live rows", () => {
  it("follows at once while nobody is busy with it", () => {
    const { result, rerender } = render({ incoming: rows("ab"), engaged: false, view: "v" });
    rerender({ incoming: rows("cab"), engaged: false, view: "v" });
    expect(shown(result)).toBe("cab");
    expect(result.current.pending).toBe(0);
  });

  it("keeps its rows while somebody is, until they are applied", () => {
    const { result, rerender } = render({ incoming: rows("ab"), engaged: false, view: "v" });
    rerender({ incoming: rows("cb"), engaged: true, view: "v" });
    expect(shown(result)).toBe("ab");
    expect(result.current.pending).toBe(2);
    expect(result.current.gone).toEqual(new Set("a"));
    act(() => result.current.apply());
    expect(shown(result)).toBe("cb");
    expect(result.current.pending).toBe(0);
  });

  it("keeps them over several answers and tells the sum", () => {
    const { result, rerender } = render({ incoming: rows("ab"), engaged: true, view: "v" });
    rerender({ incoming: rows("cab"), engaged: true, view: "v" });
    rerender({ incoming: rows("dcab"), engaged: true, view: "v" });
    expect(shown(result)).toBe("ab");
    expect(result.current.pending).toBe(2);
  });

  it("catches up when the pointer leaves", () => {
    const { result, rerender } = render({ incoming: rows("ab"), engaged: true, view: "v" });
    const later = rows("cab");
    rerender({ incoming: later, engaged: true, view: "v" });
    rerender({ incoming: later, engaged: false, view: "v" });
    expect(shown(result)).toBe("cab");
  });

  it("shows other filters, order or page at once, busy or not", () => {
    const { result, rerender } = render({ incoming: rows("ab"), engaged: true, view: "v" });
    rerender({ incoming: rows("xy"), engaged: true, view: "w" });
    expect(shown(result)).toBe("xy");
    expect(result.current.pending).toBe(0);
  });
});
