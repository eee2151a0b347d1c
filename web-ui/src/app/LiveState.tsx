import { Button } from "@patternfly/react-core";
import PauseIcon from "@patternfly/react-icons/dist/esm/icons/pause-icon";
import PlayIcon from "@patternfly/react-icons/dist/esm/icons/play-icon";
import { useEffect } from "react";
import { useLive } from "../live/LiveProvider";
import { useAnnounce } from "../ui/announce";
import { Ago } from "../ui/Time";

/** Whether the screen follows the fleet, since when not, and the button that stops it from moving. */
export function LiveState() {
  const { connection, heardAt, paused, setPaused } = useLive();
  const announce = useAnnounce();
  const state = paused ? "paused" : connection;
  useEffect(() => {
    if (state === "offline" || state === "silent") {
      announce("The connection to the server is lost; what is shown may be old");
    }
  }, [announce, state]);
  return (
    <div role="group" title="Live state" className={`pl-live pl-live-${state}`}>
      <span>
        {state}
        {heardAt !== undefined && (
          <span className="pl-wide">
            {" · "}
            <Ago at={heardAt} />
          </span>
        )}
      </span>
      <Button
        variant="plain"
        icon={paused ? <PlayIcon /> : <PauseIcon />}
        aria-label={paused ? "Resume" : "Pause"}
        onClick={() => setPaused(!paused)}
      />
    </div>
  );
}
