import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import type { Holders } from "../api/model";
import { gapText } from "./holderText";

/** Says that there may be more holders than are listed, and why. */
export function HolderGap({ holders }: { holders: Holders }) {
  const gap = gapText(holders);
  return gap === undefined ? null : (
    <span role="img" aria-label={gap} title={gap} className="pl-warning">
      <ExclamationTriangleIcon />
    </span>
  );
}
