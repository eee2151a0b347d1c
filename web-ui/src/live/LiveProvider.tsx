import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { Feed, type Connection } from "./feed";
import { Lanes } from "./lanes";

interface Live {
  connection: Connection;
  /** The last time a frame arrived; undefined before the first. */
  heardAt: Date | undefined;
  paused: boolean;
  setPaused: (paused: boolean) => void;
  /** What is on screen may be old: not connected, silent or paused. */
  stale: boolean;
}

const LiveContext = createContext<Live | undefined>(undefined);

const feedUrl = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`;

/** Connects to the feed for as long as it is mounted and has touched queries asked again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  const [heardAt, setHeardAt] = useState<Date>();
  const [paused, setPaused] = useState(false);
  const [changes] = useState(() => new Lanes(client));

  useEffect(() => {
    const feed = new Feed(feedUrl(), {
      connection: (state, at) => {
        setConnection(state);
        if (state === "live") {
          setHeardAt(at);
        }
      },
      frame: (frame) => changes.add(frame),
      gap: () => changes.addEverything(),
    });
    feed.open();
    return () => feed.close();
  }, [changes]);

  useEffect(() => {
    const hold = () => changes.hold(paused || document.hidden);
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => document.removeEventListener("visibilitychange", hold);
  }, [changes, paused]);

  const live = useMemo(
    () => ({
      connection,
      heardAt,
      paused,
      setPaused,
      stale: paused || connection === "silent" || connection === "offline",
    }),
    [connection, heardAt, paused],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = use(LiveContext);
  if (live === undefined) {
    throw new Error("useLive is only for what is inside LiveProvider");
  }
  return live;
}
