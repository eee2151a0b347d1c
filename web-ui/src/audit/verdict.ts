import type { AuditVerification } from "../api/model";

/** What the server's check of the log means, in words. */
export interface Verdict {
  tone: "success" | "warning" | "danger";
  title: string;
  sentences: string[];
}

const count = (many: number, one: string, more: string) => `${many.toLocaleString()} ${many === 1 ? one : more}`;

/** What cosignatures prove, and what they do not. */
function hosts({ cosigningHosts, cosignatures, cosignedUntil }: AuditVerification): string {
  return cosignedUntil === undefined
    ? "No host has cosigned a checkpoint: a log that was recomputed with its own key would not show."
    : `${count(cosigningHosts, "host keeps", "hosts keep")} checkpoints up to entry ${cosignedUntil.toLocaleString()} ` +
        `(${count(cosignatures, "cosignature", "cosignatures")}). To check that against what the hosts themselves hold, ` +
        "export the log and verify it with their checkpoints.";
}

function signed({ checkpoints, signedUntil, entries }: AuditVerification): string {
  if (signedUntil === undefined) {
    return "No checkpoint is signed: the entries fit together, and a log that was cut off or recomputed would not show.";
  }
  const rest = entries - signedUntil;
  return (
    `${count(checkpoints, "checkpoint", "checkpoints")} signed by the log's key agree, up to entry ` +
    `${signedUntil.toLocaleString()}.` +
    (rest > 0 ? ` The last ${count(rest, "entry is", "entries are")} not signed yet.` : "")
  );
}

/** Hosts that hold another history are the worst of it, and come first. */
export function verdictOf(found: AuditVerification): Verdict {
  const { firstBad, contradicting, entries, verifiedUntil, notSigning } = found;
  const against = contradicting.map(
    ({ hostName, hostId, reason, size }) =>
      `Host ${hostName ?? hostId} holds another history` +
      (size === undefined ? "" : ` of ${size.toLocaleString()} entries`) +
      ` (${reason}).`,
  );
  const unsigned = notSigning === undefined ? [] : [`This server does not sign the log: ${notSigning}.`];
  if (firstBad !== undefined) {
    return {
      tone: "danger",
      title: `Entry ${firstBad.sequence} is not what was written: ${firstBad.message}`,
      sentences: [
        `Entries up to ${Math.min(verifiedUntil, firstBad.sequence - 1)} are sound.`,
        ...against,
        ...unsigned,
      ],
    };
  }
  if (against.length > 0) {
    return {
      tone: "danger",
      title: `The log was rewritten: ${count(against.length, "host holds", "hosts hold")} another history`,
      sentences: [...against, "The entries here fit together, and are not those that were signed before.", ...unsigned],
    };
  }
  return {
    tone: unsigned.length > 0 ? "warning" : "success",
    title: `${count(entries, "entry", "entries")} verified`,
    sentences: [...unsigned, signed(found), hosts(found)],
  };
}
