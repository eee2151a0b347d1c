import { Button, FormGroup, TextInput, Title } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMayStop } from "../access/session";
import type { BulkStop } from "../api/model";
import { Decide } from "../approvals/Decide";
import { Demands } from "../approvals/Demands";
import { GlassForm } from "../approvals/GlassForm";
import { mayBreakGlass } from "../approvals/text";
import { Waiting } from "../approvals/Waiting";
import { useLive } from "../live/LiveProvider";
import { Problem } from "../ui/Problem";
import { Countdown } from "../ui/Time";
import { abortBulk, bulkQuery, decideBulk, runBulk, type BulkOrder } from "./queries";
import { ReasonFields } from "../stop/ReasonFields";

function useBulk(bulkId: string) {
  const client = useQueryClient();
  const show = (after: BulkStop) => client.setQueryData(bulkQuery(bulkId).queryKey, after);
  const again = () => void client.invalidateQueries(bulkQuery(bulkId));
  return {
    show,
    again,
    run: useMutation({
      mutationFn: (order: BulkOrder) => runBulk(bulkId, order),
      onSuccess: show,
      onError: again,
    }),
    abort: useMutation({ mutationFn: () => abortBulk(bulkId), onSuccess: show, onError: again }),
  };
}

type Act = ReturnType<typeof useBulk>;

/** What can be done about a bulk stop as it stands. */
export function BulkAction({ bulk }: { bulk: BulkStop }) {
  const act = useBulk(bulk.bulkId);
  const mayStop = useMayStop();
  const problem = act.run.error ?? act.abort.error;
  const under = bulk.state === "RUNNING" && bulk.halted === undefined;
  return (
    <div className="pl-stack">
      {bulk.state === "PLANNED" && mayStop && <Order bulk={bulk} act={act} />}
      {bulk.approval !== undefined && (bulk.state === "AWAITING_APPROVAL" || bulk.state === "APPROVED") && (
        <Approve bulk={bulk} approval={bulk.approval} act={act} mayStop={mayStop} />
      )}
      {bulk.approval !== undefined && bulk.state === "DISCARDED" && <Waiting approval={bulk.approval} />}
      {problem !== null && <Problem error={problem} />}
      {mayStop && under && (
        <div>
          <Button variant="warning" isDisabled={act.abort.isPending} onClick={() => act.abort.mutate()}>
            Abort the rest
          </Button>
        </div>
      )}
    </div>
  );
}

function Order({ bulk, act }: { bulk: BulkStop; act: Act }) {
  const { stale } = useLive();
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [confirm, setConfirm] = useState("");
  const asks = bulk.demands.length > 0;
  const label = `Type ${bulk.hosts}, the number of hosts, to confirm`;
  const ready = !stale && bulk.hosts > 0 && reason.trim() !== "" && confirm === String(bulk.hosts);
  return (
    <section aria-labelledby="reason-heading" className="pl-stack">
      <Title headingLevel="h2" id="reason-heading">
        Reason
      </Title>
      <Demands demands={bulk.demands} />
      <ReasonFields prefix="bulk" reason={reason} onReason={setReason} ticket={ticket} onTicket={setTicket} />
      <FormGroup label={label} fieldId="bulk-confirm" isRequired>
        <TextInput
          id="bulk-confirm"
          aria-label={label}
          value={confirm}
          onChange={(_, value) => setConfirm(value)}
          autoComplete="off"
          inputMode="numeric"
        />
      </FormGroup>
      {bulk.expiresAt !== undefined && (
        <p>
          The plan is valid for <Countdown until={bulk.expiresAt} />
        </p>
      )}
      <div className="pl-row">
        <Button variant="secondary" isDisabled={act.abort.isPending} onClick={() => act.abort.mutate()}>
          Discard
        </Button>
        <Button
          variant="danger"
          isDisabled={!ready || act.run.isPending}
          isLoading={act.run.isPending}
          onClick={() =>
            act.run.mutate({
              reason: reason.trim(),
              confirm,
              ...(ticket.trim() === "" ? {} : { ticket: ticket.trim() }),
            })
          }
        >
          {asks ? "Ask for approval to stop" : "Stop"} on {bulk.hosts} hosts
        </Button>
      </div>
      {mayBreakGlass(bulk.demands) && <Emergency bulk={bulk} act={act} />}
    </section>
  );
}

const Emergency = ({ bulk, act }: { bulk: BulkStop; act: Act }) => (
  <GlassForm
    typed={String(bulk.hosts)}
    run={(order) => runBulk(bulk.bulkId, order)}
    onRun={act.show}
    onFailed={act.again}
  />
);

interface ApproveProps {
  bulk: BulkStop;
  approval: NonNullable<BulkStop["approval"]>;
  act: Act;
  mayStop: boolean;
}

function Approve({ bulk, approval, act, mayStop }: ApproveProps) {
  const { stale } = useLive();
  const approved = bulk.state === "APPROVED";
  return (
    <section aria-labelledby="approve-heading" className="pl-stack">
      <Title headingLevel="h2" id="approve-heading">
        Approve
      </Title>
      <Waiting approval={approval} />
      <Decide
        approval={approval}
        decide={(word) => decideBulk(bulk.bulkId, word)}
        onDecided={act.show}
        onFailed={act.again}
      />
      {mayStop && (
        <div className="pl-row">
          <Button variant="warning" isDisabled={act.abort.isPending} onClick={() => act.abort.mutate()}>
            Withdraw
          </Button>
          {approved && approval.own && (
            <Button
              variant="danger"
              isDisabled={stale || act.run.isPending}
              isLoading={act.run.isPending}
              onClick={() => act.run.mutate({})}
            >
              Stop on {bulk.hosts} hosts now
            </Button>
          )}
        </div>
      )}
      {!approved && mayStop && mayBreakGlass(approval.demands) && <Emergency bulk={bulk} act={act} />}
    </section>
  );
}
