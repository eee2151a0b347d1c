import { Button, Dropdown, DropdownItem, DropdownList, Label, MenuToggle } from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { User } from "../api/model";
import { Cell } from "../ui/Cell";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { grantText } from "./grants";
import { Problem } from "./Problem";
import { enableUser, endSessionsOf, usersQuery } from "./queries";
import { CreateUserDialog, DisableDialog, GrantsDialog, LinkDialog, ResetDialog } from "./UserDialogs";
import { useAct } from "./useAct";

type Asked = "grants" | "disable" | "reset" | "link";

const DIALOGS = { grants: GrantsDialog, disable: DisableDialog, reset: ResetDialog, link: LinkDialog };

function Actions({ user }: { user: User }) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const enabling = useAct<unknown>("The user is enabled");
  const ending = useAct<unknown>("The sessions have ended");
  const Asking = asked === undefined ? undefined : DIALOGS[asked];
  return (
    <>
      <Dropdown
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        shouldFocusToggleOnSelect
        popperProps={{ position: "end" }}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            variant="plain"
            icon={<EllipsisVIcon />}
            aria-label={`Actions for ${user.userName}`}
            isExpanded={open}
            onClick={() => setOpen(!open)}
          />
        )}
      >
        <DropdownList>
          <DropdownItem onClick={() => setAsked("grants")}>Change roles…</DropdownItem>
          {user.password && <DropdownItem onClick={() => setAsked("reset")}>Reset password…</DropdownItem>}
          <DropdownItem onClick={() => ending.mutate(() => endSessionsOf(user.userName))}>End sessions</DropdownItem>
          <DropdownItem onClick={() => setAsked("link")}>Link with another user…</DropdownItem>
          {user.disabled ? (
            <DropdownItem onClick={() => enabling.mutate(() => enableUser(user.userName))}>Enable</DropdownItem>
          ) : (
            <DropdownItem onClick={() => setAsked("disable")}>Disable…</DropdownItem>
          )}
        </DropdownList>
      </Dropdown>
      <Problem error={enabling.error ?? ending.error} />
      {Asking !== undefined && <Asking user={user} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** Other accounts of the same person. */
const linkedWith = (user: User, all: readonly User[]): string[] =>
  all.filter(({ subject, userName }) => subject === user.subject && userName !== user.userName).map((u) => u.userName);

const UsersTable = ({ items }: { items: readonly User[] }) => (
  <Table role="table" aria-label="Users" variant="compact" gridBreakPoint="grid-md">
    <Thead>
      <Tr>
        <Th>User</Th>
        <Th>Roles</Th>
        <Th>Signs in</Th>
        <Th>Last sign-in</Th>
        <Th>State</Th>
        <Th screenReaderText="Actions" />
      </Tr>
    </Thead>
    <Tbody>
      {items.map((user) => (
        <Tr key={user.userName}>
          <Cell label="User">
            {user.userName}
            {linkedWith(user, items).map((other) => (
              <div key={other} className="pl-hint">
                the same person as {other}
              </div>
            ))}
          </Cell>
          <Cell label="Roles">
            {user.grants.length === 0
              ? "none"
              : user.grants.map((grant) => (
                  <div key={`${grantText(grant)} ${grant.byClaim}`}>
                    {grantText(grant)}
                    {grant.byClaim && <span className="pl-hint"> by the identity provider</span>}
                  </div>
                ))}
          </Cell>
          <Cell label="Signs in">{user.issuer === undefined ? "by password" : `at ${user.issuer}`}</Cell>
          <Cell label="Last sign-in">{user.signedInAt === undefined ? "—" : <Time at={user.signedInAt} short />}</Cell>
          <Cell label="State">
            <Label color={user.disabled ? "grey" : "green"}>{user.disabled ? "Disabled" : "Enabled"}</Label>
          </Cell>
          <Cell label="Actions">
            <Actions user={user} />
          </Cell>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

/** Everybody who may sign in, and what they may do where. */
export function UsersPanel() {
  const query = useQuery(usersQuery);
  const [creating, setCreating] = useState(false);
  return (
    <div className="pl-stack">
      <Loaded query={query} what="the users">
        {({ items }) => (
          <>
            <div className="pl-row pl-spread">
              <strong>
                {items.length.toLocaleString()} {items.length === 1 ? "user" : "users"}
              </strong>
              <Button onClick={() => setCreating(true)}>Create user…</Button>
            </div>
            <UsersTable items={items} />
          </>
        )}
      </Loaded>
      {creating && <CreateUserDialog onClose={() => setCreating(false)} />}
    </div>
  );
}
