/** The address of an export with the filters in force; a list becomes a repeated parameter. */
export function csvPath(
  path: string,
  query: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value)
      ? (value as readonly string[])
      : value === undefined
        ? []
        : [String(value)]) {
      params.append(name, one);
    }
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}
