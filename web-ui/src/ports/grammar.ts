/** Filters of the listeners, by the names they have in the URL, the API and the search box. */
export const FILTERS = [
  "port",
  "protocol",
  "address",
  "process",
  "user",
  "unit",
  "container",
  "host",
  "bind",
  "owner",
] as const;

export type FilterName = (typeof FILTERS)[number];

export interface Search {
  filters: readonly (readonly [FilterName, string])[];
  /** What is looked for in every column. */
  text: string;
}

const WORD = /(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi;
const PORTS = /^\d{1,5}(-\d{1,5})?$/;

const isFilter = (name: string): name is FilterName => (FILTERS as readonly string[]).includes(name);

const isPorts = (text: string) =>
  PORTS.test(text) && text.split("-").every((port) => Number(port) >= 1 && Number(port) <= 65_535);

/** Values that the API knows in upper case only. */
const canonical = (name: FilterName, value: string) =>
  name === "protocol" || name === "bind" || name === "owner" ? value.toUpperCase() : value;

/**
 * Reads what was typed and confirmed: `unit:orders.service user:"build bot" 8080 java`. A number or range alone is a
 * port; a word with an unknown name is text, colon and all.
 */
export function parseSearch(typed: string): Search {
  const filters: (readonly [FilterName, string])[] = [];
  const text: string[] = [];
  for (const [whole, name = "", quoted, bare] of typed.matchAll(WORD)) {
    const value = quoted ?? bare ?? "";
    const filter = name.toLowerCase();
    if (isFilter(filter) && value !== "") {
      filters.push([filter, canonical(filter, value)]);
    } else if (name === "" && quoted === undefined && isPorts(value)) {
      filters.push(["port", value]);
    } else {
      text.push(whole);
    }
  }
  return { filters, text: text.join(" ") };
}
