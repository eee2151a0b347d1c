import { Button } from "@patternfly/react-core";
import AngleDownIcon from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
import AngleRightIcon from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
import { useId } from "react";
import type { FailedBind } from "../api/model";
import { portText } from "../ui/holderText";
import { rowLook } from "../ui/rowLook";
import { Ago, Time } from "../ui/Time";
import { FailedBindDetail } from "./FailedBindDetail";
import { claimantText, causeText, errorText, inTheWayText, stateText } from "./text";

interface FailedBindItemProps {
  failed: FailedBind;
  shown: boolean;
  stale: boolean;
  /** It is no longer in this list. */
  left: boolean;
  /** Unless the heading above tells it already. */
  tellCause: boolean;
  onShow: () => void;
}

/** `×14 · last 2 min ago, since 03:13:05`: a series in one line. */
function Series({ failed: { times, firstAt, lastAt } }: { failed: FailedBind }) {
  return (
    <span>
      <strong>×{times.toLocaleString()}</strong> · last <Ago at={lastAt} />
      {times > 1 && (
        <>
          , since <Time at={firstAt} short />
        </>
      )}
    </span>
  );
}

function State({ failed: { state } }: { failed: FailedBind }) {
  if (state.is === "open" && state.by === undefined) {
    return null;
  }
  const note = state.is === "open" ? undefined : state.note;
  return (
    <span className="pl-hint">
      {stateText(state)} {state.is === "snoozed" ? "until" : "at"}{" "}
      <Time at={state.is === "snoozed" ? state.until : state.since} short />
      {note !== undefined && <>: {note}</>}
    </span>
  );
}

/** One failed bind: what, who and how often in a few lines; all the rest when it is opened. */
export function FailedBindItem({ failed, shown, stale, left, tellCause, onShow }: FailedBindItemProps) {
  const detail = useId();
  const error = errorText(failed) ?? "Failed bind";
  return (
    <li className={`pl-card ${rowLook(failed.watch, left)}`} data-failed={failed.failedId}>
      <div className="pl-row pl-spread">
        <Button
          variant="link"
          isInline
          icon={shown ? <AngleDownIcon /> : <AngleRightIcon />}
          aria-expanded={shown}
          aria-controls={detail}
          onClick={onShow}
          className="pl-opener"
        >
          {error} {portText(failed)} on {failed.hostName}
        </Button>
        <Series failed={failed} />
      </div>
      <div className="pl-row">
        <span>
          {claimantText(failed.claimant)} <span className="pl-hint">against</span> {inTheWayText(failed)}
        </span>
        {tellCause && <span className="pl-hint">{causeText(failed.diagnosis?.cause)}</span>}
        {left && <span className="pl-hint">no longer in this list</span>}
        <State failed={failed} />
      </div>
      <div id={detail} className="pl-detail">
        {shown && <FailedBindDetail failed={failed} stale={stale || left} />}
      </div>
    </li>
  );
}
