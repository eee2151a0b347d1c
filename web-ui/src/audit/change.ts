/** What an entry says of one field before and after. */
export interface FieldChange {
  name: string;
  kind: "added" | "removed" | "changed" | "same";
  before?: string;
  after?: string;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Fields within fields by their path, `scope.label`; lists as they are. */
function flat(map: Readonly<Record<string, unknown>>, prefix = ""): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(map)) {
    const path = prefix + name;
    if (isMap(value) && Object.keys(value).length > 0) {
      flat(value, `${path}.`).forEach((inner, at) => fields.set(at, inner));
    } else {
      fields.set(path, text(value));
    }
  }
  return fields;
}

/**
 * The differences between `detail.before` and `detail.after`; undefined for an entry that has neither. What was created has no before,
 * what was removed no after. Fields that are the same come last.
 */
export function changesOf(detail: Readonly<Record<string, unknown>>): FieldChange[] | undefined {
  const { before, after } = detail;
  if (!isMap(before) && !isMap(after)) {
    return undefined;
  }
  const old = isMap(before) ? flat(before) : new Map<string, string>();
  const now = isMap(after) ? flat(after) : new Map<string, string>();
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changes = names.map((name): FieldChange => {
    const was = old.get(name);
    const is = now.get(name);
    if (was === undefined) {
      return { name, kind: "added", ...(is === undefined ? {} : { after: is }) };
    }
    if (is === undefined) {
      return { name, kind: "removed", before: was };
    }
    return { name, kind: was === is ? "same" : "changed", before: was, after: is };
  });
  return [...changes.filter(({ kind }) => kind !== "same"), ...changes.filter(({ kind }) => kind === "same")];
}

/** The rest of the detail, which is no part of the change. */
export function besidesChange(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([name]) => name !== "before" && name !== "after"));
}
