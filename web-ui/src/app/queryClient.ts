import { QueryCache, QueryClient } from "@tanstack/react-query";
import { NOT_SIGNED_IN, sessionQuery } from "../access/session";
import { ApiProblem } from "../api/client";

/** Problems of the moment are asked again by themselves, as often as this. */
const RETRIES = 2;

const passes = (error: Error) => error instanceof ApiProblem && (error.status === 0 || error.status === 503);

/** What has failed for good for now is asked again after this, ms; the live feed does not ask for it. */
const ASK_FAILED_AFTER = 10_000;

/** The live feed tells what is old, so nothing is fetched again by age or by focus. */
export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === NOT_SIGNED_IN) {
          client.setQueryData(sessionQuery.queryKey, null);
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        refetchInterval: ({ state }) =>
          state.data === undefined && state.error !== null && passes(state.error) ? ASK_FAILED_AFTER : false,
        retry: (count, error) => count < RETRIES && passes(error),
      },
    },
  });
  return client;
}
