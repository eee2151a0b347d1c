import { Alert, Button, Title } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Stop } from "../api/model";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { Countdown } from "../ui/Time";
import { Steps } from "./Steps";
import { abortStop, stopQuery } from "./queries";
import type { StepView } from "./stage";

interface RunProps {
  stop: Stop;
  steps: readonly StepView[];
  mayAbort: boolean;
  onClose: () => void;
}

/** A stop under way. Closing the drawer does not end it; Abort does, until the request has been made. */
export function Run({ stop, steps, mayAbort, onClose }: RunProps) {
  const client = useQueryClient();
  const leave = useFocusOnMount<HTMLButtonElement>();
  const abort = useMutation({
    mutationFn: () => abortStop(stop.stopId),
    onSuccess: (after) => client.setQueryData(stopQuery(stop.stopId).queryKey, after),
    onError: () => client.invalidateQueries(stopQuery(stop.stopId)),
  });
  return (
    <section aria-labelledby="run-heading" className="pl-stack">
      <Title headingLevel="h3" id="run-heading">
        4 · Run
      </Title>
      <Steps steps={steps} />
      {stop.deadline !== undefined && (
        <p>
          The agent gives it <Countdown until={stop.deadline} over="no more time; waiting for what it found" />
        </p>
      )}
      {abort.error !== null && <Alert isInline variant="warning" title={abort.error.message} />}
      <div className="pl-row">
        <Button variant="secondary" onClick={onClose} ref={leave}>
          Leave it running
        </Button>
        <Button variant="warning" isDisabled={!mayAbort || abort.isPending} onClick={() => abort.mutate()}>
          Abort
        </Button>
        {!mayAbort && <span className="pl-hint">The request has been made and can't be taken back.</span>}
      </div>
    </section>
  );
}
