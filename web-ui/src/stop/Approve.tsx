import { Alert, Button, Title } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMayStop } from "../access/session";
import type { Stop } from "../api/model";
import { Decide } from "../approvals/Decide";
import { GlassForm } from "../approvals/GlassForm";
import { mayBreakGlass } from "../approvals/text";
import { Waiting } from "../approvals/Waiting";
import { useLive } from "../live/LiveProvider";
import { Problem } from "../ui/Problem";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { abortStop, decideStop, runStop, stopQuery } from "./queries";
import { subjectText, verbText } from "./stage";

interface ApproveProps {
  stop: Stop;
  approval: NonNullable<Stop["approval"]>;
  /** What has to be typed before a break-glass; undefined: nothing. */
  typed: string | undefined;
  onClose: () => void;
}

/** The wait for others; once they have agreed, the button with which whoever asked runs it. */
export function Approve({ stop, approval, typed, onClose }: ApproveProps) {
  const client = useQueryClient();
  const leave = useFocusOnMount<HTMLButtonElement>();
  const mayStop = useMayStop();
  const { stale } = useLive();
  const { queryKey } = stopQuery(stop.stopId);
  const show = (after: Stop) => client.setQueryData(queryKey, after);
  const again = () => void client.invalidateQueries(stopQuery(stop.stopId));
  const run = useMutation({ mutationFn: () => runStop(stop.stopId, {}), onSuccess: show, onError: again });
  const withdraw = useMutation({ mutationFn: () => abortStop(stop.stopId), onSuccess: show, onError: again });
  const approved = approval.state === "APPROVED";
  const busy = run.isPending || withdraw.isPending;
  return (
    <section aria-labelledby="approve-heading" className="pl-stack">
      <Title headingLevel="h3" id="approve-heading">
        3 · Approve
      </Title>
      <p>
        {approval.requestedBy} asks for it: {approval.reason}
        {approval.ticket !== undefined && ` (${approval.ticket})`}
      </p>
      <Waiting approval={approval} />
      <Decide approval={approval} decide={(word) => decideStop(stop.stopId, word)} onDecided={show} onFailed={again} />
      {approved && !approval.own && (
        <Alert isInline variant="info" title={`It is approved; ${approval.requestedBy} runs it`} />
      )}
      {run.error !== null && <Problem error={run.error} />}
      {withdraw.error !== null && <Problem error={withdraw.error} />}
      <div className="pl-row">
        <Button variant="secondary" onClick={onClose} ref={leave}>
          Close
        </Button>
        {mayStop && (
          <Button variant="warning" isDisabled={busy} onClick={() => withdraw.mutate()}>
            Withdraw
          </Button>
        )}
        {approved && approval.own && (
          <Button variant="danger" isDisabled={stale || busy} isLoading={run.isPending} onClick={() => run.mutate()}>
            {verbText(stop)} {subjectText(stop)} now
          </Button>
        )}
      </div>
      {!approved && mayStop && mayBreakGlass(approval.demands) && (
        <GlassForm typed={typed} run={(order) => runStop(stop.stopId, order)} onRun={show} onFailed={again} />
      )}
    </section>
  );
}
