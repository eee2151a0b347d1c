import { useMemo, useState } from "react";
import { changesIn, holdRows } from "./heldRows";

const NOTHING_LEFT: ReadonlySet<string> = new Set();

interface HeldRows<T> {
  rows: readonly T[];
  /** Rows that would enter, leave or move when applied. */
  pending: number;
  /** Keys of rows that are on screen but no longer in the answer. */
  gone: ReadonlySet<string>;
  apply: () => void;
}

/**
 * Rows for the screen. While `engaged` (somebody points at the table, has the focus in it, or has scrolled it) no row
 * enters, leaves or moves until {@link HeldRows.apply}; otherwise answers are shown as they come.
 *
 * @param view changes with filters, sort and page; a new view is always shown as it is
 */
export function useHeldRows<T>(
  incoming: readonly T[],
  keyOf: (row: T) => string,
  engaged: boolean,
  view: string,
): HeldRows<T> {
  const [shown, setShown] = useState({ view, rows: incoming });
  // A view that has just changed, or that nobody is engaged with, takes the answer as it is (state derived in render).
  const free = !engaged || shown.view !== view;
  if (free && (shown.rows !== incoming || shown.view !== view)) {
    setShown({ view, rows: incoming });
  }
  const held = useMemo(
    () => (free ? undefined : holdRows(shown.rows, incoming, keyOf)),
    [free, shown.rows, incoming, keyOf],
  );
  const gone = useMemo(() => (held === undefined ? NOTHING_LEFT : new Set(held.leaving)), [held]);
  return {
    rows: held?.rows ?? incoming,
    pending: held === undefined ? 0 : changesIn(held),
    gone,
    apply: () => setShown({ view, rows: incoming }),
  };
}
