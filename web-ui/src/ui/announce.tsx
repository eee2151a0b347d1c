import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from "react";

/** The shortest time between two messages to a screen reader, ms. */
const ANNOUNCE_EVERY = 5000;

const AnnounceContext = createContext<(message: string) => void>(() => undefined);

/** The one polite live region. Of messages that come faster than it speaks, the last one is kept. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState("");
  const next = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((message: string) => {
    if (timer.current !== undefined) {
      next.current = message;
      return;
    }
    setSaid(message);
    const quietOver = () => {
      const waiting = next.current;
      next.current = undefined;
      timer.current = undefined;
      if (waiting !== undefined) {
        setSaid(waiting);
        timer.current = setTimeout(quietOver, ANNOUNCE_EVERY);
      }
    };
    timer.current = setTimeout(quietOver, ANNOUNCE_EVERY);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <AnnounceContext value={say}>
      {children}
      <div aria-live="polite" className="pf-v6-u-screen-reader pl-unseen">
        {said}
      </div>
    </AnnounceContext>
  );
}

export const useAnnounce = () => use(AnnounceContext);
