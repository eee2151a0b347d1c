import { Alert } from "@patternfly/react-core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useLive } from "../live/LiveProvider";
import { Time } from "./Time";

interface Stale {
  stale: boolean;
  asOf: Date;
  why: string;
}

/** Whether an answer on screen may be old, and since when. */
export function useStale(query: Pick<UseQueryResult, "dataUpdatedAt" | "isError">): Stale {
  const live = useLive();
  const why = query.isError
    ? "the last request failed"
    : live.paused
      ? "updates are paused"
      : "there is no connection to the server";
  return { stale: query.dataUpdatedAt > 0 && (live.stale || query.isError), asOf: new Date(query.dataUpdatedAt), why };
}

/** Says that what is below is old, and as of when. */
export function StaleNote({ stale }: { stale: Stale }) {
  if (!stale.stale) {
    return null;
  }
  return (
    <Alert isInline isPlain variant="warning" title="This may be old">
      As of <Time at={stale.asOf} />: {stale.why}. Actions are off.
    </Alert>
  );
}
