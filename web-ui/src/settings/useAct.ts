import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAnnounce } from "../ui/announce";
import { PEOPLE } from "./queries";

/** Carries out a change of people, says so, and asks again for what may be different now. */
export function useAct<T>(done: string, after?: (result: T) => void) {
  const client = useQueryClient();
  const announce = useAnnounce();
  return useMutation({
    mutationFn: (act: () => Promise<T>) => act(),
    onSuccess: async (result) => {
      announce(done);
      await client.invalidateQueries({ queryKey: [PEOPLE] });
      after?.(result);
    },
  });
}
