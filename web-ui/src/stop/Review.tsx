import { Alert, Button, FormGroup, TextInput, Title } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMayStop } from "../access/session";
import { ApiProblem } from "../api/client";
import type { Stop } from "../api/model";
import { Demands } from "../approvals/Demands";
import { GlassForm } from "../approvals/GlassForm";
import { mayBreakGlass } from "../approvals/text";
import { useLive } from "../live/LiveProvider";
import { Countdown } from "../ui/Time";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { PlanAgain } from "./PlanAgain";
import { runStop, stopQuery, type RunRequest, type StopSubject } from "./queries";
import { subjectText, verbOf, verbText } from "./stage";
import { ReasonFields } from "./ReasonFields";

/** Problems after which this plan is of no more use. */
const PLAN_IS_OLD = new Set(["plan_outdated", "plan_expired", "stop_state_conflict"]);

interface ReviewProps {
  stop: Stop;
  expired: boolean;
  /** What has to be typed before it may run; undefined: nothing. */
  typed: string | undefined;
  onPlan: (subject: StopSubject) => void;
  onClose: () => void;
}

/** The reason, and the button that runs the plan. The focus starts on Cancel, so that Enter does nothing by itself. */
export function Review({ stop, expired, typed, onPlan, onClose }: ReviewProps) {
  const client = useQueryClient();
  const cancel = useFocusOnMount<HTMLButtonElement>();
  const mayStop = useMayStop();
  const { stale } = useLive();
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [confirm, setConfirm] = useState("");
  const run = useMutation({
    mutationFn: (body: RunRequest) => runStop(stop.stopId, body),
    onSuccess: (running) => client.setQueryData(stopQuery(stop.stopId).queryKey, running),
    onError: () => client.invalidateQueries(stopQuery(stop.stopId)),
  });
  const old = expired || (run.error instanceof ApiProblem && PLAN_IS_OLD.has(run.error.code));
  const asks = stop.demands.length > 0;
  const show = (after: Stop) => client.setQueryData(stopQuery(stop.stopId).queryKey, after);
  const ready = mayStop && !stale && !old && reason.trim() !== "" && (typed === undefined || confirm === typed);
  const start = () =>
    run.mutate({
      reason: reason.trim(),
      ...(ticket.trim() === "" ? {} : { ticket: ticket.trim() }),
      ...(typed === undefined ? {} : { confirm }),
    });
  return (
    <div className="pl-stack">
      <Demands demands={stop.demands} />
      <Title headingLevel="h3">2 · Reason</Title>
      <ReasonFields prefix="stop" reason={reason} onReason={setReason} ticket={ticket} onTicket={setTicket} />
      {typed !== undefined && (
        <FormGroup label={`Type ${typed} to confirm`} fieldId="stop-confirm" isRequired>
          <TextInput
            id="stop-confirm"
            aria-label={`Type ${typed} to confirm`}
            value={confirm}
            onChange={(_, value) => setConfirm(value)}
            autoComplete="off"
          />
        </FormGroup>
      )}
      {run.error !== null && (
        <Alert isInline variant="danger" title={run.error.message}>
          {run.error instanceof ApiProblem && (
            <>
              Code <code>{run.error.code}</code>. Nothing was stopped by this request.
            </>
          )}
        </Alert>
      )}
      {!mayStop && <Alert isInline variant="warning" title="To run a stop you need the role operator or admin" />}
      {stale && (
        <Alert isInline variant="warning" title="No live connection: the plan can't be checked, so it can't be run" />
      )}
      <p>
        {old ? (
          <strong>This plan is no longer valid; nothing was done.</strong>
        ) : (
          <>
            The plan is valid for <Countdown until={stop.planExpiresAt} />
          </>
        )}
      </p>
      <div className="pl-row">
        <Button variant="secondary" onClick={onClose} ref={cancel}>
          Cancel
        </Button>
        {old ? (
          <PlanAgain stop={stop} label="Plan again" onPlan={onPlan} />
        ) : (
          <Button variant="danger" isDisabled={!ready || run.isPending} isLoading={run.isPending} onClick={start}>
            {asks ? `Ask for approval to ${verbOf(stop)}` : verbText(stop)} {subjectText(stop)}
          </Button>
        )}
      </div>
      {!old && mayStop && mayBreakGlass(stop.demands) && (
        <GlassForm
          typed={typed}
          run={(order) => runStop(stop.stopId, order)}
          onRun={show}
          onFailed={() => void client.invalidateQueries(stopQuery(stop.stopId))}
        />
      )}
    </div>
  );
}
