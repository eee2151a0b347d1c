/** What waits to be applied to rows that are on screen. */
export interface Held<T> {
  rows: readonly T[];
  entering: number;
  leaving: readonly string[];
  moving: number;
}

/**
 * Lays new answers into rows on screen without moving any of them: values change in place, rows that would enter wait,
 * rows that would leave stay (and are told as leaving), and rows that would change places keep theirs.
 */
export function holdRows<T>(shown: readonly T[], incoming: readonly T[], keyOf: (row: T) => string): Held<T> {
  const next = new Map(incoming.map((row) => [keyOf(row), row]));
  const before = new Set(shown.map(keyOf));
  const rows = shown.map((row) => next.get(keyOf(row)) ?? row);
  const leaving = [...before].filter((key) => !next.has(key));
  const staying = shown.map(keyOf).filter((key) => next.has(key));
  const wanted = incoming.map(keyOf).filter((key) => before.has(key));
  return {
    rows,
    entering: incoming.filter((row) => !before.has(keyOf(row))).length,
    leaving,
    moving: staying.filter((key, place) => wanted[place] !== key).length,
  };
}

export const changesIn = (held: Pick<Held<unknown>, "entering" | "leaving" | "moving">): number =>
  held.entering + held.leaving.length + held.moving;
