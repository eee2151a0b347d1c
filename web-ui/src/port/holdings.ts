import type { Coverage, Listener, PortHistory } from "../api/model";
import type { Lasting, Span } from "../timeline/layout";
import { addressText, holdersText } from "../ui/holderText";

const ms = (at: string) => new Date(at).getTime();

/**
 * A holding as something that lasted. It is known to hold from `began.at` until `ended.after`; it may have held from
 * `began.after` and until `ended.at`. A holding without an end holds until now.
 */
export function lastingOf(holding: Listener, now: number): Lasting {
  const { began, ended } = holding;
  const from = ms(began.at);
  const until = ended === undefined ? now : ms(ended.at);
  const sureUntil = ended === undefined ? until : Math.max(from, ms(ended.after));
  return {
    key: holding.holdingId,
    lane: addressText(holding),
    text: holdersText(holding.holders),
    whole: { from: began.after === undefined ? from : ms(began.after), until },
    sure: { from, until: sureUntil },
  };
}

/** A host whose last look is not older counts as watched until now, ms. */
const LOOKED_LATELY = 15_000;

/** When a host was watched, as known at `now`: watching that goes on reaches from the last look until now. */
export function spanOfCoverage({ from, until, endedHow }: Coverage, now: number): Span {
  const last = ms(until);
  const goesOn = endedHow === undefined && now - last < LOOKED_LATELY;
  return { from: ms(from), until: goesOn ? Math.max(last, now) : last };
}

interface Pictured {
  range: Span;
  items: readonly Lasting[];
  /** When the host was watched. */
  known: readonly Span[];
}

/** A port's history as the timeline and its table take it. */
export function pictured({ from, to, coverage, holdings, merged }: PortHistory): Pictured {
  const range = { from: ms(from), until: ms(to) };
  return {
    range,
    items: [...holdings.map((holding) => lastingOf(holding, range.until)), ...merged.map(lastingOfMerged)],
    known: coverage.map((span) => spanOfCoverage(span, range.until)),
  };
}

/** Many short holdings that the server has drawn together. Only their sum is known, so none of it is sure. */
function lastingOfMerged(merged: PortHistory["merged"][number]): Lasting {
  const span = { from: ms(merged.from), until: ms(merged.to) };
  return {
    key: `${merged.address}/${merged.from}`,
    lane: addressText(merged),
    text: `${merged.holdings} × ${merged.processes.join(", ")}`,
    whole: span,
    sure: { from: span.from, until: span.from },
  };
}
