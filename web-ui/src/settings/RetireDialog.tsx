import { Button, FormGroup, TextInput } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PolicyRule } from "../api/model";
import { Dialog } from "../ui/Dialog";
import { Problem } from "../ui/Problem";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { retireRule, rulesQuery } from "./ruleQueries";

/** Takes a rule out of force. It stays in the history, and holds for what has been asked for under it. */
export function RetireDialog({ rule, onClose }: { rule: PolicyRule; onClose: () => void }) {
  const client = useQueryClient();
  const cancel = useFocusOnMount<HTMLButtonElement>();
  const [reason, setReason] = useState("");
  const retire = useMutation({
    mutationFn: () => retireRule(rule, reason.trim()),
    onSuccess: async () => {
      await client.invalidateQueries(rulesQuery(rule.kind));
      onClose();
    },
  });
  return (
    <Dialog title={`Retire ${rule.name}`} onClose={onClose}>
      <div className="pl-stack">
        <p>What was asked for under it still needs what it demands.</p>
        <FormGroup label="Why" fieldId="retire-reason" isRequired>
          <TextInput
            id="retire-reason"
            aria-label="Why"
            value={reason}
            onChange={(_, value) => setReason(value)}
            maxLength={500}
          />
        </FormGroup>
        {retire.error !== null && <Problem error={retire.error} />}
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose} ref={cancel}>
            Cancel
          </Button>
          <Button
            variant="danger"
            isDisabled={reason.trim().length < 3 || retire.isPending}
            onClick={() => retire.mutate()}
          >
            Retire
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
