import type { Coverage, Listener } from "../api/model";
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
  const sureUntil = ended?.after === undefined ? until : Math.max(from, ms(ended.after));
  return {
    key: holding.holdingId,
    lane: addressText(holding),
    text: holdersText(holding.holders),
    whole: { from: began.after === undefined ? from : ms(began.after), until },
    sure: { from, until: sureUntil },
  };
}

export const spanOfCoverage = ({ from, until }: Coverage): Span => ({ from: ms(from), until: ms(until) });
