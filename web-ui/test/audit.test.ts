import { describe, expect, it } from "vitest";
import type { AuditVerification } from "../src/api/model";
import { besidesChange, changesOf } from "../src/audit/change";
import { verdictOf } from "../src/audit/verdict";

const GOOD: AuditVerification = {
  entries: 812,
  verifiedUntil: 812,
  checkpoints: 40,
  signedUntil: 812,
  cosignatures: 80,
  cosigningHosts: 2,
  cosignedUntil: 811,
  contradicting: [],
};

const AGAINST = { hostId: "h-1", hostName: "web-1", reason: "SMALLER", at: "2026-11-17T03:14:00Z", size: 900 };

describe("what verifying proves", () => {
  it("says how far hosts keep a log that is in order", () => {
    const verdict = verdictOf(GOOD);
    expect(verdict.tone).toBe("success");
    expect(verdict.title).toBe("812 entries verified");
    expect(verdict.sentences.join(" ")).toContain("2 hosts keep checkpoints up to entry 811 (80 cosignatures)");
  });

  it("says what is missing where no host has cosigned and nothing is signed", () => {
    const verdict = verdictOf({
      entries: 812,
      verifiedUntil: 812,
      checkpoints: 0,
      cosignatures: 0,
      cosigningHosts: 0,
      contradicting: [],
    });
    expect(verdict.sentences).toEqual([
      "No checkpoint is signed: the entries fit together, and a log that was cut off or recomputed would not show.",
      "No host has cosigned a checkpoint: a log that was recomputed with its own key would not show.",
    ]);
  });

  it("counts entries that are not signed yet", () => {
    expect(verdictOf({ ...GOOD, signedUntil: 811 }).sentences.join(" ")).toContain(
      "The last 1 entry is not signed yet.",
    );
  });

  it("names the first bad entry", () => {
    const verdict = verdictOf({
      ...GOOD,
      verifiedUntil: 411,
      firstBad: { sequence: 412, kind: "CHANGED", message: "its content does not belong to its hash" },
    });
    expect(verdict.tone).toBe("danger");
    expect(verdict.title).toBe("Entry 412 is not what was written: its content does not belong to its hash");
    expect(verdict.sentences[0]).toBe("Entries up to 411 are sound.");
  });

  /** The chain is whole up to the checkpoint that differs; the entries before the named one are what is sound. */
  it("calls nothing sound that a checkpoint contradicts", () => {
    const verdict = verdictOf({
      ...GOOD,
      verifiedUntil: 420,
      firstBad: { sequence: 412, kind: "REWRITTEN", message: "this entry is another one" },
    });
    expect(verdict.sentences[0]).toBe("Entries up to 411 are sound.");
  });

  it("believes hosts that hold another history, though everything here fits", () => {
    const verdict = verdictOf({ ...GOOD, contradicting: [AGAINST], notSigning: "it does not continue" });
    expect(verdict.tone).toBe("danger");
    expect(verdict.title).toBe("The log was rewritten: 1 host holds another history");
    expect(verdict.sentences[0]).toBe("Host web-1 holds another history of 900 entries (SMALLER).");
    expect(verdict.sentences).toContain("This server does not sign the log: it does not continue.");
  });

  it("is no success where the server does not sign", () => {
    expect(verdictOf({ ...GOOD, notSigning: "its tree is damaged" }).tone).toBe("warning");
  });
});

describe("what an entry changed", () => {
  it("is told field by field, the same ones last", () => {
    expect(
      changesOf({
        before: { name: "ann", roles: ["viewer"], scope: { label: "prod" }, note: "x" },
        after: { name: "ann", roles: ["viewer", "operator"], scope: { label: "prod", all: true } },
        by: "somebody",
      }),
    ).toEqual([
      { name: "note", kind: "removed", before: "x" },
      { name: "roles", kind: "changed", before: '["viewer"]', after: '["viewer","operator"]' },
      { name: "scope.all", kind: "added", after: "true" },
      { name: "name", kind: "same", before: "ann", after: "ann" },
      { name: "scope.label", kind: "same", before: "prod", after: "prod" },
    ]);
  });

  it("has no before when something was created, no after when it was removed", () => {
    expect(changesOf({ after: { name: "ann" } })).toEqual([{ name: "name", kind: "added", after: "ann" }]);
    expect(changesOf({ before: { name: "ann" } })).toEqual([{ name: "name", kind: "removed", before: "ann" }]);
  });

  it("is nothing for other entries, whatever they call before", () => {
    expect(changesOf({})).toBeUndefined();
    expect(changesOf({ before: "noon", after: 3 })).toBeUndefined();
    expect(changesOf({ before: ["a"] })).toBeUndefined();
  });

  it("leaves the rest of the detail", () => {
    expect(besidesChange({ before: {}, after: {}, by: "x" })).toEqual({ by: "x" });
  });
});
