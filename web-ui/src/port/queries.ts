import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { spanOf, type RangeChoice } from "../timeline/range";

export interface PortAddress {
  hostId: string;
  protocol: string;
  port: number;
}

const textOf = (path: PortAddress) => ({ ...path, port: String(path.port) });

/** A port on a host, now or at an instant. */
export const portQuery = (path: PortAddress, at: string | undefined) =>
  queryOptions({
    queryKey: ["port", path, at],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/hosts/{hostId}/ports/{protocol}/{port}", {
          params: { path: textOf(path), query: given({ at }) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners", "connections", "host"], { hostId: path.hostId }),
  });

/** Who held a port over a range. A range that ends now is asked for anew each time. */
export const historyQuery = (path: PortAddress, choice: RangeChoice) =>
  queryOptions({
    queryKey: ["holdings", path, choice],
    queryFn: ({ signal }) => {
      const { from, until } = spanOf(choice, new Date());
      const query = { from: new Date(from).toISOString(), to: new Date(until).toISOString() };
      return answer(
        api.GET("/api/hosts/{hostId}/ports/{protocol}/{port}/holdings", {
          params: { path: textOf(path), query },
          signal,
        }),
      );
    },
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners", "connections", "host"], { hostId: path.hostId }),
  });
