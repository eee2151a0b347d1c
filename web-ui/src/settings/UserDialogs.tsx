import { Button, Form, FormGroup, TextInput } from "@patternfly/react-core";
import { useState, type ReactNode } from "react";
import type { User } from "../api/model";
import { Dialog } from "../ui/Dialog";
import { draftOf, GrantsEditor, wishesOf, type Draft } from "./GrantsEditor";
import { OnceSecret } from "./OnceSecret";
import { Problem } from "./Problem";
import { createUser, disableUser, grantRoles, linkUser, resetPassword } from "./queries";
import { useAct } from "./useAct";

interface ActionsProps {
  onClose: () => void;
  pending: boolean;
  isDanger?: boolean;
  children: string;
}

const Actions = ({ onClose, pending, isDanger = false, children }: ActionsProps) => (
  <div className="pl-row">
    <Button variant="secondary" onClick={onClose}>
      Cancel
    </Button>
    <Button type="submit" variant={isDanger ? "danger" : "primary"} isLoading={pending} isDisabled={pending}>
      {children}
    </Button>
  </div>
);

const Finished = ({ onClose, children }: { onClose: () => void; children: ReactNode }) => (
  <div className="pl-stack">
    {children}
    <div>
      <Button onClick={onClose}>Done</Button>
    </div>
  </div>
);

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [drafts, setDrafts] = useState<Draft[]>([{ role: "viewer", on: "" }]);
  const act = useAct<Awaited<ReturnType<typeof createUser>>>("The user is created");
  const submit = () => act.mutate(async () => createUser(name.trim(), wishesOf(drafts)));
  return (
    <Dialog title="Create a user" onClose={onClose}>
      {act.data?.password !== undefined ? (
        <Finished onClose={onClose}>
          <OnceSecret name={`Password of ${act.data.user.userName}`} secret={act.data.password}>
            Give it to {act.data.user.userName}, who can change it under My account.
          </OnceSecret>
        </Finished>
      ) : (
        <Form action={submit}>
          <FormGroup label="User name" fieldId="new-user-name" isRequired>
            <TextInput
              id="new-user-name"
              value={name}
              onChange={(_, value) => setName(value)}
              autoComplete="off"
              required
            />
          </FormGroup>
          <GrantsEditor drafts={drafts} onChange={setDrafts} />
          <Problem error={act.error} />
          <Actions onClose={onClose} pending={act.isPending}>
            Create
          </Actions>
        </Form>
      )}
    </Dialog>
  );
}

export function GrantsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [drafts, setDrafts] = useState<Draft[]>(user.grants.filter(({ byClaim }) => !byClaim).map(draftOf));
  const claimed = user.grants.some(({ byClaim }) => byClaim);
  const act = useAct<unknown>("The roles are changed", onClose);
  return (
    <Dialog title={`Roles of ${user.userName}`} onClose={onClose}>
      <Form action={() => act.mutate(async () => grantRoles(user.userName, wishesOf(drafts)))}>
        <GrantsEditor drafts={drafts} onChange={setDrafts} />
        {claimed && <p className="pl-hint">What the identity provider says comes on top, anew at each sign-in.</p>}
        <Problem error={act.error} />
        <Actions onClose={onClose} pending={act.isPending}>
          Change
        </Actions>
      </Form>
    </Dialog>
  );
}

export function DisableDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const act = useAct<unknown>("The user is disabled", onClose);
  return (
    <Dialog title={`Disable ${user.userName}`} onClose={onClose}>
      <Form action={() => act.mutate(() => disableUser(user.userName))}>
        <p>
          Sessions end at once, and tokens are refused. What {user.userName} did stays in the audit log; the user can be
          enabled again.
        </p>
        <Problem error={act.error} />
        <Actions onClose={onClose} pending={act.isPending} isDanger>
          Disable
        </Actions>
      </Form>
    </Dialog>
  );
}

export function ResetDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const act = useAct<Awaited<ReturnType<typeof resetPassword>>>("The password is reset");
  return (
    <Dialog title={`Reset the password of ${user.userName}`} onClose={onClose}>
      {act.data?.password !== undefined ? (
        <Finished onClose={onClose}>
          <OnceSecret name={`Password of ${user.userName}`} secret={act.data.password} />
        </Finished>
      ) : (
        <Form action={() => act.mutate(() => resetPassword(user.userName))}>
          <p>The old password is good no more, and all sessions of {user.userName} end.</p>
          <Problem error={act.error} />
          <Actions onClose={onClose} pending={act.isPending}>
            Reset
          </Actions>
        </Form>
      )}
    </Dialog>
  );
}

export function LinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [other, setOther] = useState("");
  const act = useAct<unknown>("The users are one person", onClose);
  return (
    <Dialog title={`Link ${user.userName}`} onClose={onClose}>
      <Form action={() => act.mutate(() => linkUser(user.userName, other.trim()))}>
        <p>
          {user.userName} gets the roles of the other user, and both count as one person wherever two people are needed.
        </p>
        <FormGroup label="The other user" fieldId="link-with" isRequired>
          <TextInput
            id="link-with"
            value={other}
            onChange={(_, value) => setOther(value)}
            autoComplete="off"
            required
          />
        </FormGroup>
        <Problem error={act.error} />
        <Actions onClose={onClose} pending={act.isPending}>
          Link
        </Actions>
      </Form>
    </Dialog>
  );
}
