import { Button, FormGroup, TextInput } from "@patternfly/react-core";
import { useId, useState, type ReactNode } from "react";
import { Dialog } from "../ui/Dialog";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { Problem } from "./Problem";

interface ReasonDialogProps {
  title: string;
  /** What it means, before it is done. */
  children: ReactNode;
  verb: string;
  danger?: boolean;
  pending: boolean;
  error: Error | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks for a reason and for a second thought. */
export function ReasonDialog({
  title,
  children,
  verb,
  danger = false,
  pending,
  error,
  onConfirm,
  onClose,
}: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const field = useId();
  const cancel = useFocusOnMount<HTMLButtonElement>();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="pl-stack">
        {children}
        <FormGroup label="Reason" fieldId={field} isRequired>
          <TextInput
            id={field}
            value={reason}
            onChange={(_, value) => setReason(value)}
            maxLength={500}
            isRequired
            autoComplete="off"
          />
        </FormGroup>
        <Problem error={error} />
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose} ref={cancel}>
            Cancel
          </Button>
          <Button
            variant={danger ? "danger" : "primary"}
            isDisabled={reason.trim() === "" || pending}
            isLoading={pending}
            onClick={() => onConfirm(reason.trim())}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
