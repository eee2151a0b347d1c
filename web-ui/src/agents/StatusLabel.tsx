import { Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import PluggedIcon from "@patternfly/react-icons/dist/esm/icons/plugged-icon";
import UnpluggedIcon from "@patternfly/react-icons/dist/esm/icons/unplugged-icon";
import VolumeMuteIcon from "@patternfly/react-icons/dist/esm/icons/volume-mute-icon";
import type { ReactElement } from "react";
import type { AgentStatus } from "../api/model";
import { STATUSES } from "./text";

const LOOKS: Record<AgentStatus, readonly [ReactElement, "green" | "orange" | "grey" | "red"]> = {
  GOOD: [<PluggedIcon key="good" />, "green"],
  ATTENTION: [<ExclamationTriangleIcon key="attention" />, "orange"],
  SILENT: [<VolumeMuteIcon key="silent" />, "orange"],
  OFFLINE: [<UnpluggedIcon key="offline" />, "grey"],
  NEVER: [<BanIcon key="never" />, "grey"],
  REVOKED: [<LockIcon key="revoked" />, "red"],
};

/** How it stands with an agent: told apart by icon shape and text. */
export function StatusLabel({ status }: { status: AgentStatus }) {
  const [icon, color] = LOOKS[status];
  const offline = status === "OFFLINE";
  return (
    <span role="group" aria-label="Status" className={offline ? "pl-hatched" : undefined}>
      <Label icon={icon} color={color} variant={offline ? "outline" : "filled"}>
        {STATUSES.find(([name]) => name === status)?.[1]}
      </Label>
    </span>
  );
}
