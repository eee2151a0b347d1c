import type { QueryMeta } from "@tanstack/react-query";

/** What the live feed says has changed. */
export type Topic = "listeners" | "connections" | "conflicts" | "host" | "stop" | "audit";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** Changes that make this query's answer old. */
      topics?: readonly Topic[];
      /** Only changes of this host matter; absent: of every host. */
      hostId?: string;
      /** Only changes of this stop matter. */
      stopId?: string;
    };
  }
}

export const touchedBy = (topics: readonly Topic[], scope: Omit<QueryMeta, "topics"> = {}): QueryMeta => ({
  topics,
  ...scope,
});
