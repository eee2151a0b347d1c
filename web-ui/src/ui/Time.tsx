import { countdown, localTime, roughly, shortTime, utcTime } from "./time";
import { useNow } from "./useNow";

interface TimeProps {
  at: string | Date;
  /** Leave the date away when it is today's. */
  short?: boolean;
}

/** An instant: local with offset, UTC on hover. */
export function Time({ at, short = false }: TimeProps) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={utcTime(date)} className="pl-time">
      {short ? shortTime(date, new Date()) : localTime(date)}
    </time>
  );
}

/** How long ago an instant was; an addition to the instant itself, which is on hover. */
export function Ago({ at }: { at: string | Date }) {
  const now = useNow(1000);
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={`${localTime(date)} · ${utcTime(date)}`}>
      {roughly(now.getTime() - date.getTime())} ago
    </time>
  );
}

/** Time left until an instant. It is not announced: a screen reader reads the instant. */
export function Countdown({ until, over = "any moment" }: { until: string; over?: string }) {
  const now = useNow(1000);
  const date = new Date(until);
  const left = date.getTime() - now.getTime();
  return (
    <time dateTime={date.toISOString()} title={`${localTime(date)} · ${utcTime(date)}`} role="timer" aria-live="off">
      {left > 0 ? countdown(left) : over}
    </time>
  );
}
