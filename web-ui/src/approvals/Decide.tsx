import { Button, FormGroup, TextArea } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Approval } from "../api/model";
import { useLive } from "../live/LiveProvider";
import { useAnnounce } from "../ui/announce";
import { Problem } from "../ui/Problem";
import type { Word } from "./queries";

interface DecideProps<T> {
  approval: Approval;
  decide: (word: Word) => Promise<T>;
  onDecided: (after: T) => void;
  onFailed: () => void;
}

/** Yes or no to what is shown; no takes a reason. Only for those who may. */
export function Decide<T>({ approval, decide, onDecided, onFailed }: DecideProps<T>) {
  const [comment, setComment] = useState("");
  const announce = useAnnounce();
  const { stale } = useLive();
  const say = useMutation({
    mutationFn: (decision: Word["decision"]) =>
      decide({ decision, digest: approval.digest, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) }),
    onSuccess: (after, decision) => {
      announce(decision === "APPROVE" ? "You have approved it" : "You have rejected it");
      onDecided(after);
    },
    onError: onFailed,
  });
  if (!approval.mayDecide) {
    return approval.own && approval.state === "PENDING" ? (
      <p className="pl-hint">You have asked for this yourself, so somebody else has to decide.</p>
    ) : null;
  }
  return (
    <div className="pl-stack">
      <FormGroup label="Comment, which a rejection needs" fieldId="decide-comment">
        <TextArea
          id="decide-comment"
          aria-label="Comment"
          value={comment}
          onChange={(_, value) => setComment(value)}
          maxLength={500}
          resizeOrientation="vertical"
        />
      </FormGroup>
      {say.error !== null && <Problem error={say.error} />}
      <div className="pl-row">
        <Button
          variant="secondary"
          isDanger
          isDisabled={stale || say.isPending || comment.trim().length < 3}
          onClick={() => say.mutate("REJECT")}
        >
          Reject
        </Button>
        <Button variant="primary" isDisabled={stale || say.isPending} onClick={() => say.mutate("APPROVE")}>
          Approve
        </Button>
      </div>
    </div>
  );
}
