import type { FailedBind } from "../api/model";
import type { Mark } from "../timeline/layout";
import { claimantText, errorText } from "./text";

const ms = (at: string) => new Date(at).getTime();

/** Failed binds as marks of a timeline: each from its first failure to its last. */
export const marksOf = (rows: readonly FailedBind[]): readonly Mark[] =>
  rows.map((failed) => ({
    key: failed.failedId,
    text: `${errorText(failed) ?? "failed bind"} ×${failed.times} of ${claimantText(failed.claimant)}`,
    span: { from: ms(failed.firstAt), until: ms(failed.lastAt) },
  }));
