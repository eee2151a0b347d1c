import { Button, Form, FormGroup, FormSelect, FormSelectOption, Label, TextInput, Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useIsAdmin, useSession } from "../access/session";
import type { ApiToken } from "../api/model";
import { Cell } from "../ui/Cell";
import { Dialog } from "../ui/Dialog";
import { Loaded, NeverHadData } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { expiryAfter, grantText, LIFETIMES, parseLabels, ROLES } from "./grants";
import { OnceSecret } from "./OnceSecret";
import { Problem } from "./Problem";
import { allTokensQuery, createToken, ownTokensQuery, revokeOwnToken, revokeToken } from "./queries";
import { useAct } from "./useAct";

const STATES: Record<ApiToken["state"], string> = {
  ACTIVE: "Good",
  EXPIRED: "Expired",
  REVOKED: "Revoked",
  OWNER_DISABLED: "Owner disabled",
};

function Revoke({ token, own }: { token: ApiToken; own: boolean }) {
  const act = useAct<unknown>("The token is revoked");
  return (
    <>
      <Button
        variant="link"
        isDanger
        aria-label={`Revoke ${token.name}`}
        isLoading={act.isPending}
        onClick={() => act.mutate(() => (own ? revokeOwnToken : revokeToken)(token.tokenId))}
      >
        Revoke
      </Button>
      <Problem error={act.error} />
    </>
  );
}

const TokensTable = ({ items, own, name }: { items: readonly ApiToken[]; own: boolean; name: string }) => (
  <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-md">
    <Thead>
      <Tr>
        <Th>Token</Th>
        {!own && <Th>Owner</Th>}
        <Th>May</Th>
        <Th>Expires</Th>
        <Th>Last used</Th>
        <Th>State</Th>
        <Th screenReaderText="Actions" />
      </Tr>
    </Thead>
    <Tbody>
      {items.map((token) => (
        <Tr key={token.tokenId}>
          <Cell label="Token">{token.name}</Cell>
          {!own && <Cell label="Owner">{token.userName}</Cell>}
          <Cell label="May">{grantText(token)}</Cell>
          <Cell label="Expires">
            <Time at={token.expiresAt} short />
          </Cell>
          <Cell label="Last used">
            {token.lastUsedAt === undefined ? "never" : <Time at={token.lastUsedAt} short />}
          </Cell>
          <Cell label="State">
            <Label color={token.state === "ACTIVE" ? "green" : "grey"}>{STATES[token.state]}</Label>
          </Cell>
          <Cell label="Actions">{token.state === "ACTIVE" ? <Revoke token={token} own={own} /> : "—"}</Cell>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

function CreateDialog({ onClose }: { onClose: () => void }) {
  const { roles } = useSession();
  const [name, setName] = useState("");
  const [role, setRole] = useState("viewer");
  const [on, setOn] = useState("");
  const [days, setDays] = useState("30");
  const act = useAct<Awaited<ReturnType<typeof createToken>>>("The token is made");
  const submit = () =>
    act.mutate(async () => createToken(name.trim(), role, parseLabels(on), expiryAfter(Number(days), new Date())));
  return (
    <Dialog title="Make a token" onClose={onClose}>
      {act.data !== undefined ? (
        <div className="pl-stack">
          <OnceSecret name={`Token ${act.data.token.name}`} secret={act.data.secret}>
            Scripts send it as <code>Authorization: Bearer …</code>
          </OnceSecret>
          <div>
            <Button onClick={onClose}>Done</Button>
          </div>
        </div>
      ) : (
        <Form action={submit}>
          <FormGroup label="What it is for" fieldId="token-name" isRequired>
            <TextInput id="token-name" value={name} onChange={(_, value) => setName(value)} maxLength={100} required />
          </FormGroup>
          <FormGroup label="Role" fieldId="token-role">
            <FormSelect id="token-role" value={role} onChange={(_, value) => setRole(value)}>
              {ROLES.filter((each) => roles.includes(each)).map((each) => (
                <FormSelectOption key={each} value={each} label={each} />
              ))}
            </FormSelect>
          </FormGroup>
          <FormGroup label="On hosts with these labels" fieldId="token-on">
            <TextInput
              id="token-on"
              value={on}
              onChange={(_, value) => setOn(value)}
              placeholder="every host, or env=prod"
            />
          </FormGroup>
          <FormGroup label="Good for" fieldId="token-days">
            <FormSelect id="token-days" value={days} onChange={(_, value) => setDays(value)}>
              {LIFETIMES.map(([text, value]) => (
                <FormSelectOption key={text} value={String(value)} label={text} />
              ))}
            </FormSelect>
          </FormGroup>
          <Problem error={act.error} />
          <div className="pl-row">
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" isLoading={act.isPending} isDisabled={act.isPending}>
              Make it
            </Button>
          </div>
        </Form>
      )}
    </Dialog>
  );
}

function AllTokens() {
  const query = useQuery(allTokensQuery);
  return (
    <section className="pl-stack" aria-label="Everybody's tokens">
      <Title headingLevel="h2" size="lg">
        Everybody&apos;s tokens
      </Title>
      <Loaded query={query} what="everybody's tokens">
        {({ items }) =>
          items.length === 0 ? <p>Nobody has one.</p> : <TokensTable items={items} own={false} name="All tokens" />
        }
      </Loaded>
    </section>
  );
}

/** Tokens for scripts: one's own, and for administrators everybody's. */
export function TokensPanel() {
  const query = useQuery(ownTokensQuery);
  const [making, setMaking] = useState(false);
  const admin = useIsAdmin();
  return (
    <div className="pl-stack">
      <div className="pl-row pl-spread">
        <Title headingLevel="h2" size="lg">
          My tokens
        </Title>
        <Button onClick={() => setMaking(true)}>Make a token…</Button>
      </div>
      <Loaded query={query} what="your tokens">
        {({ items }) =>
          items.length === 0 ? (
            <NeverHadData title="No tokens yet">
              A token lets a script do some of what you may do, until it expires or you revoke it.
            </NeverHadData>
          ) : (
            <TokensTable items={items} own name="My tokens" />
          )
        }
      </Loaded>
      {admin && <AllTokens />}
      {making && <CreateDialog onClose={() => setMaking(false)} />}
    </div>
  );
}
