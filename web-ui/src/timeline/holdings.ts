import type { Coverage, HostHistory, Listener, PortHistory } from "../api/model";
import { addressText, holdersText, networkOf, placeText, portText } from "../ui/holderText";
import type { Lasting, Span } from "./layout";

const ms = (at: string) => new Date(at).getTime();

interface PortKey {
  protocol: string;
  port: number;
}

export type Merged = PortHistory["merged"][number];

/** One holding, or many short ones of one endpoint that the server has drawn together. */
export type Held = { is: "holding"; holding: Listener } | { is: "merged"; merged: Merged; on: PortKey };

/** Who held one port or several over a range, as the timeline and its table take it. */
export interface Story {
  range: Span;
  /** When the host was watched. */
  known: readonly Span[];
  held: readonly Held[];
}

/** A host whose last look is not older counts as watched until now, ms. */
const LOOKED_LATELY = 15_000;

/** When a host was watched, as known at `now`: watching that goes on reaches from the last look until now. */
export function spanOfCoverage({ from, until, endedHow }: Coverage, now: number): Span {
  const last = ms(until);
  const goesOn = endedHow === undefined && now - last < LOOKED_LATELY;
  return { from: ms(from), until: goesOn ? Math.max(last, now) : last };
}

const rangeOf = ({ from, to }: { from: string; to: string }): Span => ({ from: ms(from), until: ms(to) });

const knownOf = (history: { to: string; coverage: readonly Coverage[] }): readonly Span[] =>
  history.coverage.map((span) => spanOfCoverage(span, ms(history.to)));

const heldOn = (
  on: PortKey,
  { holdings, merged }: { holdings: readonly Listener[]; merged: readonly Merged[] },
): readonly Held[] => [
  ...holdings.map((holding): Held => ({ is: "holding", holding })),
  ...merged.map((one): Held => ({ is: "merged", merged: one, on })),
];

export const storyOfPort = (history: PortHistory, on: PortKey): Story => ({
  range: rangeOf(history),
  known: knownOf(history),
  held: heldOn(on, history),
});

export const storyOfHost = (history: HostHistory): Story => ({
  range: rangeOf(history),
  known: knownOf(history),
  held: history.lanes.flatMap((lane) => heldOn(lane, lane)),
});

/** The name of an endpoint's lane among those of a host: `tcp/8080 10.0.0.5`. */
export const laneName = (at: PortKey & { address: string; device?: string | undefined }): string =>
  `${portText(at)} ${addressText(at)}`;

/**
 * A holding as something that lasted. It is known to hold from `began.at` until `ended.after`; it may have held from
 * `began.after` and until `ended.at`. A holding without an end holds until now.
 */
export function lastingOf(holding: Listener, now: number, lane = placeText(holding)): Lasting {
  const { began, ended } = holding;
  const from = ms(began.at);
  const until = ended === undefined ? now : ms(ended.at);
  const sureUntil = ended === undefined ? until : Math.max(from, ms(ended.after));
  return {
    key: holding.holdingId,
    lane,
    text: [holdersText(holding.holders), networkOf(holding)].filter((part) => part !== undefined).join(", "),
    whole: { from: began.after === undefined ? from : ms(began.after), until },
    sure: { from, until: sureUntil },
  };
}

/** Only the sum of them is known, so none of it is sure. */
function lastingOfMerged(merged: Merged, lane: string): Lasting {
  const span = { from: ms(merged.from), until: ms(merged.to) };
  return {
    key: `${lane}/${merged.from}`,
    lane,
    text: `${merged.holdings} × ${merged.processes.join(", ") || "short"}`,
    whole: span,
    sure: { from: span.from, until: span.from },
  };
}

/** What a story tells, for lanes by address of one port. */
export const byAddress = ({ range, held }: Story): readonly Lasting[] =>
  held.map((one) =>
    one.is === "holding" ? lastingOf(one.holding, range.until) : lastingOfMerged(one.merged, addressText(one.merged)),
  );

/** What a story tells, for lanes by endpoint of one host. */
export const byEndpoint = ({ range, held }: Story): readonly Lasting[] =>
  held.map((one) =>
    one.is === "holding"
      ? lastingOf(one.holding, range.until, laneName(one.holding))
      : lastingOfMerged(one.merged, laneName({ ...one.merged, ...one.on })),
  );
