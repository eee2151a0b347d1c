import { useMemo } from "react";
import { useViewState, type ViewPatch } from "../ui/useViewState";

export const FILTERS = ["cause", "port", "host"] as const;
export type FilterName = (typeof FILTERS)[number];

/** The filters that the URL holds, and ways to change them; each change leads to the first page. */
export function useFailedBinds() {
  const [params, change] = useViewState();
  return useMemo(() => {
    const narrow = (patch: ViewPatch, options?: { replace?: boolean }) =>
      change({ cursor: undefined, ...patch }, options);
    return {
      params,
      chips: FILTERS.flatMap((name) => params.getAll(name).map((value) => [name, value] as const)),
      active: params.has("q") || FILTERS.some((name) => params.has(name)),
      set: (name: FilterName | "tab" | "group", values: readonly string[]) => narrow({ [name]: values }),
      type: (text: string) => narrow({ q: text.trim() || undefined }, { replace: true }),
      show: (failedId: string | undefined) => change({ show: failedId }),
      clear: () => narrow({ q: undefined, ...Object.fromEntries(FILTERS.map((name) => [name, undefined])) }),
    };
  }, [params, change]);
}
