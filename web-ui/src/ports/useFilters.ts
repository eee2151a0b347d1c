import { useMemo } from "react";
import { given } from "../api/given";
import { cursorOf } from "../ui/MorePages";
import { useViewState, type ViewPatch } from "../ui/useViewState";
import { FILTERS, parseSearch, type FilterName } from "./grammar";

/** What a URL asks of the listeners: filters, time, order and page, as the API takes them. */
export const listenersAsked = (params: URLSearchParams) =>
  given({
    ...filtersAsked(params),
    sort: params.get("sort") ?? "port",
    cursor: cursorOf(params),
  });

/** Only what decides which listeners match; the same for list, facets and CSV. */
export const filtersAsked = (params: URLSearchParams) =>
  given({
    q: params.get("q") ?? undefined,
    at: params.get("at") ?? undefined,
    port: params.getAll("port"),
    protocol: params.getAll("protocol"),
    address: params.getAll("address"),
    process: params.getAll("process"),
    user: params.getAll("user"),
    unit: params.getAll("unit"),
    container: params.getAll("container"),
    host: params.getAll("host"),
    bind: params.getAll("bind"),
    owner: params.getAll("owner"),
  });

/** The filters that the URL holds, and ways to change them; each change leads to the first page. */
export function useFilters() {
  const [params, change] = useViewState();
  return useMemo(() => {
    const narrow = (patch: ViewPatch, options?: { replace?: boolean }) =>
      change({ cursor: undefined, ...patch }, options);
    const chips = FILTERS.flatMap((name) => params.getAll(name).map((value) => [name, value] as const));
    return {
      params,
      chips,
      active: chips.length > 0 || params.has("q"),
      set: (name: FilterName, values: readonly string[]) => narrow({ [name]: values }),
      remove: (name: string, value: string) =>
        narrow({ [name]: params.getAll(name).filter((other) => other !== value) }),
      type: (text: string) => narrow({ q: text.trim() || undefined }, { replace: true }),
      confirm: (typed: string) => {
        const { filters, text } = parseSearch(typed);
        const patch: Record<string, string[] | string | undefined> = { q: text || undefined };
        for (const name of FILTERS) {
          const added = filters.filter(([filter]) => filter === name).map(([, value]) => value);
          patch[name] = [...new Set([...params.getAll(name), ...added])];
        }
        narrow(patch);
      },
      clear: () => narrow({ q: undefined, ...Object.fromEntries(FILTERS.map((name) => [name, undefined])) }),
      asOf: (at: string | undefined) => narrow({ at }),
    };
  }, [params, change]);
}
