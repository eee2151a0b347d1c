import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** New values of URL parameters; undefined or an empty list removes one. */
export type ViewPatch = Record<string, string | readonly string[] | undefined>;

/** The query string with a patch laid over it; the order of the others is kept. */
export function patched(params: URLSearchParams, patch: ViewPatch): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(patch)) {
    next.delete(name);
    for (const one of typeof value === "string" ? [value] : (value ?? [])) {
      next.append(name, one);
    }
  }
  return next;
}

/**
 * The view state of a page, which the URL alone owns. A change makes a history entry unless `replace` is asked for
 * (while somebody is typing).
 */
export function useViewState(): [URLSearchParams, (patch: ViewPatch, options?: { replace?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (patch: ViewPatch, options: { replace?: boolean } = {}) =>
      setParams((before) => patched(before, patch), { replace: options.replace ?? false, preventScrollReset: true }),
    [setParams],
  );
  return [params, change];
}
