import type { Finding, Findings } from "../api/model";

const TITLES: Readonly<Record<Finding["code"], string>> = {
  tcp_tw_recycle: "tcp_tw_recycle is on",
  tcp_tw_reuse: "tcp_tw_reuse is on",
  listener_in_ephemeral_range: "A server on an ephemeral port",
  unmanaged_server: "A server that nobody manages",
  needed_sigkill: "A process that had to be killed",
};

/** What a kind of finding is called. */
export const titleOf = (code: Finding["code"]): string => TITLES[code];

/** What it comes to, in a sentence. That nothing was found is good news only where everything could be judged. */
export function verdictOf({ findings, more, unknown }: Pick<Findings, "findings" | "more" | "unknown">): string {
  const count = findings.length + more;
  if (count === 0) {
    return unknown.length === 0
      ? "Nothing on this host is in a bad way, as far as Portledger looks."
      : "Nothing was found, but not everything could be judged.";
  }
  return count === 1 ? "One thing is in a bad way." : `${count.toLocaleString()} things are in a bad way.`;
}

/** What could not be judged, a sentence each. */
export const notJudged = ({ unknown }: Pick<Findings, "unknown">): readonly string[] =>
  unknown.map(({ code, why }) => `${titleOf(code)}? ${why}.`);
