type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value, as optional request parameters are left out and never sent empty. */
export function given<T extends object>(fields: T): Given<T> {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries) as Given<T>;
}
