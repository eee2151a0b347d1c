const pad = (value: number, width = 2): string => String(Math.trunc(value)).padStart(width, "0");

/** The offset of local time at an instant: `+01:00`. */
export function offsetOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(size / 60)}:${pad(size % 60)}`;
}

const dateOf = (at: Date) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const clockOf = (at: Date) => `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;

/** `2026-11-17 03:14:00 +01:00`, local time. */
export const localTime = (at: Date): string => `${dateOf(at)} ${clockOf(at)} ${offsetOf(at)}`;

/** As {@link localTime}, without the date when it is that of `now`. */
export const shortTime = (at: Date, now: Date): string =>
  dateOf(at) === dateOf(now) ? `${clockOf(at)} ${offsetOf(at)}` : localTime(at);

/** `2026-11-17 02:14:00.123 UTC`; the form of exports is ISO-8601. */
export const utcTime = (at: Date): string => at.toISOString().replace("T", " ").replace("Z", " UTC");

/** Marks of a time axis: the local day at midnight, else hours and minutes, with seconds where they matter. */
export function tickText(at: Date): string {
  if (at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0) {
    return dateOf(at).slice(5);
  }
  return at.getSeconds() === 0 ? clockOf(at).slice(0, 5) : clockOf(at);
}

/** Value of an `<input type="datetime-local">` with seconds. */
export const inputTime = (at: Date): string => `${dateOf(at)}T${clockOf(at)}`;

/** Reads what somebody typed or pasted as a time; undefined when it is none. */
export function parseTime(text: string | null | undefined): Date | undefined {
  if (text === null || text === undefined || text.trim() === "") {
    return undefined;
  }
  const at = new Date(text.trim());
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** `3 s`, `5 min`, `2 h`, `4 d`: the largest whole unit, rounded down. */
export function roughly(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** `00:42`, `1:05:00`: time left, rounded up so that it ends with the event and not before. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad((seconds % 3600) / 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

const PARTS = /^(-)?P(?:(\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO-8601 duration as the server writes it (`PT-1.5S`); undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const parts = PARTS.exec(text);
  if (parts === null || text.endsWith("P") || text.endsWith("T")) {
    return undefined;
  }
  const [days, hours, minutes, seconds] = [2, 3, 4, 5].map((part) => Number(parts[part] ?? 0));
  const ms = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000;
  return parts[1] === "-" ? -ms : ms;
}
