/** A stretch of time, ms since the epoch. */
export interface Span {
  from: number;
  until: number;
}

/** Something that lasted. The sure part lies within the whole; what is outside of it may have been so. */
export interface Lasting {
  key: string;
  lane: string;
  text: string;
  /** First and last instant at which it may have been so. */
  whole: Span;
  /** From the first to the last instant at which it is known to have been so. */
  sure: Span;
}

export interface Bar {
  item: Lasting;
  /** Which of its lane's sub-lanes. */
  subLane: number;
}

export interface Lane {
  name: string;
  /** First row of the lane, counted over all sub-lanes above. */
  row: number;
  subLanes: number;
  bars: readonly Bar[];
}

/** Something that happened, once or again and again from a first to a last time. */
export interface Mark {
  key: string;
  text: string;
  span: Span;
}

/** Marks have a row of their own, below all lanes. */
export interface MarkRow {
  name: string;
  row: number;
  marks: readonly Mark[];
}

export interface Layout {
  range: Span;
  lanes: readonly Lane[];
  rows: number;
  /** When nobody was watching. */
  unknown: readonly Span[];
  /** Undefined where there is nothing to mark. */
  marked?: MarkRow;
}

const overlaps = (one: Span, other: Span) => one.from < other.until && other.from < one.until;

/** What is left of a range when known spans, in any order and overlapping or not, are taken out of it. */
export function unknownSpans(range: Span, known: readonly Span[]): readonly Span[] {
  const gaps: Span[] = [];
  let seen = range.from;
  for (const { from, until } of known.filter((span) => overlaps(span, range)).sort((a, b) => a.from - b.from)) {
    if (from > seen) {
      gaps.push({ from: seen, until: from });
    }
    seen = Math.max(seen, until);
  }
  return seen < range.until ? [...gaps, { from: seen, until: range.until }] : gaps;
}

/** Of what nothing is sure, all of it takes room. */
const roomOf = ({ whole, sure }: Lasting): Span => (sure.until > sure.from ? sure : whole);

/**
 * Puts each into the first sub-lane that is free by then, so that those that overlap lie below one another. Where only
 * the unsure end of one meets the unsure begin of the next, one followed the other, and both lie in one line.
 */
function packed(items: readonly Lasting[]): { bars: Bar[]; subLanes: number } {
  const freeFrom: number[] = [];
  const bars = [...items]
    .sort((a, b) => roomOf(a).from - roomOf(b).from || a.key.localeCompare(b.key))
    .map((item) => {
      const room = roomOf(item);
      const free = freeFrom.findIndex((time) => time <= room.from);
      const subLane = free < 0 ? freeFrom.length : free;
      freeFrom[subLane] = room.until;
      return { item, subLane };
    });
  return { bars, subLanes: Math.max(1, freeFrom.length) };
}

/**
 * Lays what lasted into lanes.
 *
 * @param lanes names of lanes to show even when empty, first; others follow in the order of their names
 */
export function layOut(
  range: Span,
  items: readonly Lasting[],
  known: readonly Span[],
  lanes: readonly string[] = [],
): Layout {
  const visible = items.filter(
    ({ whole }) =>
      overlaps(whole, range) || (whole.from === whole.until && whole.from >= range.from && whole.from < range.until),
  );
  const others = [...new Set(visible.map(({ lane }) => lane))].filter((name) => !lanes.includes(name)).sort();
  let row = 0;
  const laid = [...lanes, ...others].map((name) => {
    const { bars, subLanes } = packed(visible.filter(({ lane }) => lane === name));
    const lane = { name, row, subLanes, bars };
    row += subLanes;
    return lane;
  });
  return { range, lanes: laid, rows: row, unknown: unknownSpans(range, known) };
}

/** A layout with marks in a row below it; without any in its range it stays as it is. */
export function withMarks(layout: Layout, name: string, marks: readonly Mark[]): Layout {
  const { range, rows } = layout;
  const visible = marks.filter(({ span }) => span.from < range.until && span.until >= range.from);
  return visible.length === 0 ? layout : { ...layout, rows: rows + 1, marked: { name, row: rows, marks: visible } };
}

/** The mark at a row that is nearest to a time, within a reach on both sides, ms; undefined where there is none. */
export function markAt({ marked }: Layout, time: number, row: number, reach: number): Mark | undefined {
  const distance = ({ span }: Mark) => Math.max(span.from - time, time - span.until, 0);
  return marked === undefined || marked.row !== row
    ? undefined
    : marked.marks.filter((mark) => distance(mark) <= reach).toSorted((a, b) => distance(a) - distance(b))[0];
}

/** The lane that a row belongs to; undefined where there is none. */
export const laneAt = (layout: Layout, row: number): Lane | undefined =>
  layout.lanes.find((one) => row >= one.row && row < one.row + one.subLanes);

/** The bar at a time and row; undefined where there is none. */
export function barAt(layout: Layout, time: number, row: number): Bar | undefined {
  const lane = laneAt(layout, row);
  const bars = lane?.bars.filter(({ subLane }) => lane.row + subLane === row) ?? [];
  const at = (span: Span) => span.from <= time && time < span.until;
  return bars.find(({ item }) => at(item.sure)) ?? bars.find(({ item }) => at(item.whole));
}
