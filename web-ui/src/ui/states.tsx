import { Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import PluggedIcon from "@patternfly/react-icons/dist/esm/icons/plugged-icon";
import UnpluggedIcon from "@patternfly/react-icons/dist/esm/icons/unplugged-icon";
import VolumeMuteIcon from "@patternfly/react-icons/dist/esm/icons/volume-mute-icon";
import type { ReactElement } from "react";
import type { PortState, Watch } from "../api/model";

interface Look {
  text: string;
  icon: ReactElement;
  color: "blue" | "green" | "orange" | "grey" | "red";
  /** Offline is hatched as well. */
  hatched?: boolean;
}

const PORT_LOOKS: Record<PortState, Look> = {
  HELD: { text: "Held", icon: <LockIcon />, color: "blue" },
  FREE: { text: "Free", icon: <CheckCircleIcon />, color: "green" },
  UNKNOWN: { text: "Unknown", icon: <QuestionCircleIcon />, color: "orange" },
  OFFLINE: { text: "Offline", icon: <UnpluggedIcon />, color: "grey", hatched: true },
};

const WATCH_LOOKS: Record<Watch, Look> = {
  LIVE: { text: "Live", icon: <PluggedIcon />, color: "green" },
  SILENT: { text: "Silent", icon: <VolumeMuteIcon />, color: "orange" },
  OFFLINE: { text: "Offline", icon: <UnpluggedIcon />, color: "grey", hatched: true },
  NEVER: { text: "Never connected", icon: <BanIcon />, color: "grey" },
};

const StateLabel = ({ look, name }: { look: Look; name: string }) => (
  <span role="group" aria-label={name} className={look.hatched === true ? "pl-hatched" : undefined}>
    <Label icon={look.icon} color={look.color} variant={look.hatched === true ? "outline" : "filled"}>
      {look.text}
    </Label>
  </span>
);

/** Held, free, unknown or offline: told apart by icon shape and text. */
export const PortStateLabel = ({ state }: { state: PortState }) => <StateLabel look={PORT_LOOKS[state]} name="State" />;

/** Whether a host is being watched right now. */
export const WatchLabel = ({ watch }: { watch: Watch }) => <StateLabel look={WATCH_LOOKS[watch]} name="Agent" />;
