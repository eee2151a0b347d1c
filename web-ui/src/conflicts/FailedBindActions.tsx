import {
  Alert,
  Button,
  Dropdown,
  DropdownItem,
  DropdownList,
  FormGroup,
  MenuToggle,
  TextArea,
} from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useMayStop } from "../access/session";
import { ApiProblem } from "../api/client";
import type { FailedBind } from "../api/model";
import { useAnnounce } from "../ui/announce";
import { Dialog } from "../ui/Dialog";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { reopen, resolve, snooze } from "./queries";
import { SNOOZES } from "./view";

/**
 * Carries out what somebody does about a failed bind. Its row is about to leave the list, so the focus goes to the page's heading
 * first: a list that has the focus would keep the row, and let go of it under the next click.
 */
function useAct(done: string, after?: () => void) {
  const client = useQueryClient();
  const announce = useAnnounce();
  const [acted, setActed] = useState(0);
  useEffect(() => {
    if (acted > 0) {
      document.getElementById("page-heading")?.focus({ preventScroll: true });
      void client.invalidateQueries({ predicate: ({ meta }) => meta?.topics?.includes("conflicts") === true });
    }
  }, [acted, client]);
  return useMutation({
    mutationFn: (act: () => Promise<FailedBind>) => act(),
    onSuccess: () => {
      announce(done);
      after?.();
      setActed((count) => count + 1);
    },
  });
}

const Problem = ({ error }: { error: Error }) => (
  <Alert isInline variant="danger" title={error.message}>
    {error instanceof ApiProblem && (
      <>
        Code <code>{error.code}</code>
      </>
    )}
  </Alert>
);

interface ResolveDialogProps {
  failed: FailedBind;
  act: ReturnType<typeof useAct>;
  onClose: () => void;
}

function ResolveDialog({ failed, act, onClose }: ResolveDialogProps) {
  const [note, setNote] = useState("");
  const cancel = useFocusOnMount<HTMLButtonElement>();
  return (
    <Dialog title="Resolve the failed bind" onClose={onClose}>
      <div className="pl-stack">
        <p>It opens again by itself if the bind fails once more.</p>
        <FormGroup label="What settled it" fieldId="resolve-note" isRequired>
          <TextArea
            id="resolve-note"
            aria-label="What settled it"
            value={note}
            onChange={(_, value) => setNote(value)}
            maxLength={500}
            required
            resizeOrientation="vertical"
          />
        </FormGroup>
        {act.error !== null && <Problem error={act.error} />}
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose} ref={cancel}>
            Cancel
          </Button>
          <Button
            variant="primary"
            isDisabled={note.trim() === "" || act.isPending}
            isLoading={act.isPending}
            onClick={() => act.mutate(() => resolve(failed, note.trim()))}
          >
            Resolve
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function SnoozeMenu({ failed, why }: { failed: FailedBind; why: string | undefined }) {
  const [open, setOpen] = useState(false);
  const act = useAct("The failed bind is snoozed");
  return (
    <>
      <Dropdown
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            isExpanded={open}
            isDisabled={why !== undefined || act.isPending}
            title={why}
            onClick={() => setOpen(!open)}
          >
            Snooze
          </MenuToggle>
        )}
      >
        <DropdownList>
          {SNOOZES.map(([text, until]) => (
            <DropdownItem key={text} onClick={() => act.mutate(() => snooze(failed, until(new Date())))}>
              {text}
            </DropdownItem>
          ))}
        </DropdownList>
      </Dropdown>
      {act.error !== null && <Problem error={act.error} />}
    </>
  );
}

/** Snooze, resolve, reopen: what is possible in its state, for those who may. */
export function FailedBindActions({ failed, stale }: { failed: FailedBind; stale: boolean }) {
  const [resolving, setResolving] = useState(false);
  const reopening = useAct("The failed bind is open again");
  const settling = useAct("The failed bind is resolved", () => setResolving(false));
  const may = useMayStop();
  const why = !may ? "Needs the role operator or admin" : stale ? "What is shown may be old" : undefined;
  const off = { isAriaDisabled: why !== undefined, title: why };
  const { is } = failed.state;
  return (
    <div className="pl-row">
      {is !== "resolved" && <SnoozeMenu failed={failed} why={why} />}
      {is !== "resolved" && (
        <Button variant="secondary" onClick={() => setResolving(true)} {...off}>
          Resolve…
        </Button>
      )}
      {is !== "open" && (
        <Button variant="secondary" onClick={() => reopening.mutate(() => reopen(failed))} {...off}>
          Reopen
        </Button>
      )}
      {reopening.error !== null && <Problem error={reopening.error} />}
      {resolving && (
        <ResolveDialog
          failed={failed}
          act={settling}
          onClose={() => {
            settling.reset();
            setResolving(false);
          }}
        />
      )}
    </div>
  );
}
