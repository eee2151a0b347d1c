import { Button, FormGroup, TextArea, TextInput } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLive } from "../live/LiveProvider";
import { Problem } from "../ui/Problem";
import { SHORTEST_GLASS_REASON } from "./text";

export interface GlassOrder {
  reason: string;
  breakGlass: true;
  confirm?: string;
}

interface GlassFormProps<T> {
  /** What has to be typed besides; undefined: nothing. */
  typed: string | undefined;
  run: (order: GlassOrder) => Promise<T>;
  onRun: (after: T) => void;
  onFailed: () => void;
}

/** The way out in an emergency: without the others, and for everybody to see. */
export function GlassForm<T>({ typed, run, onRun, onFailed }: GlassFormProps<T>) {
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const { stale } = useLive();
  const breakIt = useMutation({
    mutationFn: () => run({ reason: reason.trim(), breakGlass: true, ...(typed === undefined ? {} : { confirm }) }),
    onSuccess: onRun,
    onError: onFailed,
  });
  const ready = reason.trim().length >= SHORTEST_GLASS_REASON && (typed === undefined || confirm === typed);
  return (
    <details>
      <summary>Emergency: run it without approval</summary>
      <div className="pl-stack">
        <p>
          It runs at once. Everybody sees on the Overview and here that you did, and why, until somebody else has taken
          note.
        </p>
        <FormGroup label={`What the emergency is (${SHORTEST_GLASS_REASON} characters or more)`} fieldId="glass-reason">
          <TextArea
            id="glass-reason"
            aria-label="What the emergency is"
            value={reason}
            onChange={(_, value) => setReason(value)}
            maxLength={500}
            resizeOrientation="vertical"
          />
        </FormGroup>
        {typed !== undefined && (
          <FormGroup label={`Type ${typed} to break the glass`} fieldId="glass-confirm">
            <TextInput
              id="glass-confirm"
              aria-label={`Type ${typed} to break the glass`}
              value={confirm}
              onChange={(_, value) => setConfirm(value)}
              autoComplete="off"
            />
          </FormGroup>
        )}
        {breakIt.error !== null && <Problem error={breakIt.error} />}
        <div>
          <Button
            variant="danger"
            isDisabled={stale || !ready || breakIt.isPending}
            isLoading={breakIt.isPending}
            onClick={() => breakIt.mutate()}
          >
            Break the glass
          </Button>
        </div>
      </div>
    </details>
  );
}
