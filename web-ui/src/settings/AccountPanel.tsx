import { Button, Form, FormGroup, Label, TextInput, Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signOut } from "../access/session";
import type { UserSession } from "../api/model";
import { Cell } from "../ui/Cell";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { grantText } from "./grants";
import { Problem } from "./Problem";
import { accountQuery, changePassword, endSession, sessionsQuery } from "./queries";
import { useAct } from "./useAct";

function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const act = useAct<unknown>("The password is changed", () => {
    setCurrent("");
    setWanted("");
  });
  return (
    <Form action={() => act.mutate(() => changePassword(current, wanted))} className="pl-narrow" aria-label="Password">
      <FormGroup label="Current password" fieldId="current-password" isRequired>
        <TextInput
          id="current-password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(_, value) => setCurrent(value)}
          required
        />
      </FormGroup>
      <FormGroup label="New password" fieldId="new-password" isRequired>
        <TextInput
          id="new-password"
          type="password"
          autoComplete="new-password"
          value={wanted}
          onChange={(_, value) => setWanted(value)}
          aria-describedby="password-rule"
          required
        />
        <p className="pl-hint" id="password-rule">
          At least 12 characters. Your other sessions end.
        </p>
      </FormGroup>
      <Problem error={act.error} />
      {act.isSuccess && <p role="status">The password is changed.</p>}
      <div>
        <Button type="submit" isLoading={act.isPending} isDisabled={act.isPending}>
          Change password
        </Button>
      </div>
    </Form>
  );
}

function End({ session }: { session: UserSession }) {
  const act = useAct<unknown>("The session has ended");
  return (
    <>
      <Button
        variant="link"
        aria-label={session.current ? "Sign out here" : `End the session from ${session.address ?? "somewhere"}`}
        onClick={() => (session.current ? void signOut() : act.mutate(() => endSession(session.sessionId)))}
      >
        {session.current ? "Sign out" : "End"}
      </Button>
      <Problem error={act.error} />
    </>
  );
}

const SessionsTable = ({ items }: { items: readonly UserSession[] }) => (
  <Table role="table" aria-label="My sessions" variant="compact" gridBreakPoint="grid-md">
    <Thead>
      <Tr>
        <Th>Signed in</Th>
        <Th>Last seen</Th>
        <Th>From</Th>
        <Th>Browser</Th>
        <Th screenReaderText="Actions" />
      </Tr>
    </Thead>
    <Tbody>
      {items.map((session) => (
        <Tr key={session.sessionId}>
          <Cell label="Signed in">
            <Time at={session.signedInAt} short />
          </Cell>
          <Cell label="Last seen">
            <Time at={session.lastSeenAt} short />
          </Cell>
          <Cell label="From">{session.address ?? "not known"}</Cell>
          <Cell label="Browser">
            {session.userAgent ?? "not known"} {session.current && <Label color="blue">This one</Label>}
          </Cell>
          <Cell label="Actions">
            <End session={session} />
          </Cell>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

/** What is one's own: roles, password, sessions. */
export function AccountPanel() {
  const account = useQuery(accountQuery);
  const sessions = useQuery(sessionsQuery);
  return (
    <div className="pl-stack">
      <Loaded query={account} what="your account" rows={3}>
        {({ userName, grants, password, issuer }) => (
          <>
            <p>
              You are <strong>{userName}</strong>
              {issuer !== undefined && ` by ${issuer}`},{" "}
              {grants.length === 0
                ? "without a role: an administrator can give you one"
                : grants.map(grantText).join("; ")}
              .
            </p>
            {password && (
              <>
                <Title headingLevel="h2" size="lg">
                  Password
                </Title>
                <PasswordForm />
              </>
            )}
          </>
        )}
      </Loaded>
      <Title headingLevel="h2" size="lg">
        Sessions
      </Title>
      <Loaded query={sessions} what="your sessions" rows={3}>
        {({ items }) => <SessionsTable items={items} />}
      </Loaded>
    </div>
  );
}
