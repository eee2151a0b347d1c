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
import { useState } from "react";
import { useMayStop } from "../access/session";
import { ApiProblem } from "../api/client";
import type { FailedBind } from "../api/model";
import { useAnnounce } from "../ui/announce";
import { Dialog } from "../ui/Dialog";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { reopen, resolve, snooze } from "./queries";
import { SNOOZES } from "./view";

/** Carries out what somebody does about a failed bind, and asks for the lists again. */
function useAct(done: string) {
  const client = useQueryClient();
  const announce = useAnnounce();
  return useMutation({
    mutationFn: (act: () => Promise<FailedBind>) => act(),
    onSuccess: async () => {
      announce(done);
      await client.invalidateQueries({ predicate: ({ meta }) => meta?.topics?.includes("conflicts") === true });
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

function ResolveDialog({ failed, onClose }: { failed: FailedBind; onClose: () => void }) {
  const [note, setNote] = useState("");
  const cancel = useFocusOnMount<HTMLButtonElement>();
  const act = useAct("The failed bind is resolved");
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
            onClick={() => act.mutate(() => resolve(failed, note.trim()), { onSuccess: onClose })}
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
  const act = useAct("The failed bind is open again");
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
        <Button variant="secondary" onClick={() => act.mutate(() => reopen(failed))} {...off}>
          Reopen
        </Button>
      )}
      {act.error !== null && <Problem error={act.error} />}
      {resolving && <ResolveDialog failed={failed} onClose={() => setResolving(false)} />}
    </div>
  );
}
