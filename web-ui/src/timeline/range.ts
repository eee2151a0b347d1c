import { parseTime } from "../ui/time";
import type { Span } from "./layout";

const HOUR = 3_600_000;

export const RANGES = { "1h": HOUR, "24h": 24 * HOUR, "7d": 168 * HOUR } as const;
export type RangeName = keyof typeof RANGES;

export interface RangeChoice {
  name: RangeName;
  /** The end; undefined: now, and moving with it. */
  to: Date | undefined;
}

const isRange = (name: string | null): name is RangeName => name !== null && Object.hasOwn(RANGES, name);

/** The range that a URL asks for (`range=24h&to=…`); the last 24 hours when it asks for none. */
export function rangeAsked(params: URLSearchParams): RangeChoice {
  const name = params.get("range");
  return { name: isRange(name) ? name : "24h", to: parseTime(params.get("to")) };
}

export function spanOf({ name, to }: RangeChoice, now: Date): Span {
  const until = (to ?? now).getTime();
  return { from: until - RANGES[name], until };
}

/** The end of the range that lies half a range earlier or later; undefined when that reaches now. */
export function shifted(choice: RangeChoice, direction: -1 | 1, now: Date): Date | undefined {
  const until = spanOf(choice, now).until + (direction * RANGES[choice.name]) / 2;
  return until >= now.getTime() ? undefined : new Date(until);
}
