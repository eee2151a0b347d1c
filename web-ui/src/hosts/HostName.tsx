import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, answer } from "../api/client";

const nameQuery = (hostId: string) =>
  queryOptions({
    queryKey: ["host-name", hostId],
    queryFn: async ({ signal }) => {
      const { name } = await answer(api.GET("/api/hosts/{hostId}", { params: { path: { hostId } }, signal }));
      return name;
    },
    staleTime: Infinity,
  });

/** The name of a host that is known by its id; the id until it is known. */
export function HostName({ hostId }: { hostId: string }) {
  return useQuery(nameQuery(hostId)).data ?? hostId;
}
