import { Button } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import type { Stop } from "../api/model";
import { Failed } from "../ui/PageStates";
import { subjectOf, type StopSubject } from "./queries";
import { subjectText } from "./stage";

interface PlanAgainProps {
  stop: Stop;
  label: string;
  /** Set: the new plan follows this stop with SIGKILL. */
  kill?: boolean;
  onPlan: (subject: StopSubject) => void;
}

/** Plans anew for the same socket, if it is still there. */
export function PlanAgain({ stop, label, kill = false, onPlan }: PlanAgainProps) {
  const find = useMutation({
    mutationFn: () => subjectOf(stop, subjectText(stop)),
    onSuccess: (subject) => onPlan(kill ? { ...subject, follows: stop.stopId } : subject),
  });
  return (
    <>
      <Button
        variant={kill ? "danger" : "primary"}
        onClick={() => find.mutate()}
        isLoading={find.isPending}
        isDisabled={find.isPending}
      >
        {label}
      </Button>
      {find.error !== null && <Failed error={find.error} what="a new plan" />}
    </>
  );
}
