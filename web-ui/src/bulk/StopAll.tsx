import { Button, FormGroup, TextInput } from "@patternfly/react-core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useMayStop } from "../access/session";
import type { Listener } from "../api/model";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/PageStates";
import { Problem } from "../ui/Problem";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { matchingQuery, MOST_LINES, planBulk } from "./queries";

interface StopAllProps {
  params: URLSearchParams;
  total: number;
  stale: boolean;
}

/** What may be stopped from here: seen live, and held by somebody. */
const mayBeStopped = ({ watch, ownerKind, ended }: Listener) =>
  watch === "LIVE" && ownerKind !== "KERNEL" && ended === undefined;

/** `port:9100 q:exporter`: what was searched for, as the name of the bulk stop. */
const wordsOf = (params: URLSearchParams): string =>
  [...params]
    .filter(([name]) => !["sort", "cursor", "columns", "stop"].includes(name))
    .map(([name, value]) => (name === "q" ? value : `${name}:${value}`))
    .join(" ")
    .slice(0, 180);

/** Plans to stop everything that the filters of the page show. */
export function StopAll({ params, total, stale }: StopAllProps) {
  const [open, setOpen] = useState(false);
  const mayStop = useMayStop();
  const why = !mayStop ? "Needs the role operator or admin" : stale ? "Not seen live right now" : undefined;
  return (
    <>
      <Button variant="secondary" isDanger isAriaDisabled={why !== undefined} title={why} onClick={() => setOpen(true)}>
        Stop all {total.toLocaleString()}…
      </Button>
      {open && <Ask params={params} onClose={() => setOpen(false)} />}
    </>
  );
}

function Ask({ params, onClose }: { params: URLSearchParams; onClose: () => void }) {
  const query = useQuery(matchingQuery(params));
  return (
    <Dialog title="Stop all that match" onClose={onClose}>
      <Loaded query={query} what="what matches" rows={3}>
        {(found) => <Form params={params} found={found} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

const numberOf = (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined);

function Form({
  params,
  found,
  onClose,
}: {
  params: URLSearchParams;
  found: readonly Listener[];
  onClose: () => void;
}) {
  const cancel = useFocusOnMount<HTMLButtonElement>();
  const navigate = useNavigate();
  const [size, setSize] = useState("5");
  const [failures, setFailures] = useState("0");
  const [pause, setPause] = useState("0");
  const lines = found.filter(mayBeStopped);
  const hosts = new Set(lines.map(({ hostId }) => hostId)).size;
  const [waveSize, maxFailures, pauseSeconds] = [numberOf(size), numberOf(failures), numberOf(pause)];
  const plan = useMutation({
    mutationFn: planBulk,
    onSuccess: ({ bulkId }) => void navigate(`/bulk-stops/${encodeURIComponent(bulkId)}`),
  });
  const tooMany = found.length > MOST_LINES;
  const ready =
    lines.length > 0 &&
    !tooMany &&
    waveSize !== undefined &&
    waveSize > 0 &&
    maxFailures !== undefined &&
    pauseSeconds !== undefined;
  const fields = [
    { id: "wave", label: "At once", value: size, set: setSize },
    { id: "failures", label: "Go on after so many failures", value: failures, set: setFailures },
    { id: "pause", label: "Seconds between waves", value: pause, set: setPause },
  ];
  return (
    <div className="pl-stack">
      <p>
        {tooMany
          ? `More than ${MOST_LINES} listeners match; narrow the search down.`
          : `${lines.length} of ${found.length} listeners on ${hosts} hosts can be stopped from here. Each host's agent looks at its own now; nothing is stopped by planning.`}
      </p>
      {fields.map(({ id, label, value, set }) => (
        <FormGroup key={id} label={label} fieldId={`bulk-${id}`}>
          <TextInput
            id={`bulk-${id}`}
            aria-label={label}
            value={value}
            onChange={(_, text) => set(text)}
            inputMode="numeric"
            validated={numberOf(value) === undefined ? "error" : "default"}
          />
        </FormGroup>
      ))}
      {plan.error !== null && <Problem error={plan.error} />}
      <div className="pl-row">
        <Button variant="secondary" onClick={onClose} ref={cancel}>
          Cancel
        </Button>
        <Button
          variant="primary"
          isDisabled={!ready || plan.isPending}
          isLoading={plan.isPending}
          onClick={() => {
            if (waveSize !== undefined && maxFailures !== undefined && pauseSeconds !== undefined) {
              plan.mutate({ what: `Stop ${wordsOf(params)}`, lines, waveSize, maxFailures, pauseSeconds });
            }
          }}
        >
          Plan
        </Button>
      </div>
    </div>
  );
}
