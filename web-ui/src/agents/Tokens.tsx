import { Button, Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { EnrolmentToken } from "../api/model";
import { useAnnounce } from "../ui/announce";
import { Cell } from "../ui/Cell";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/PageStates";
import { Countdown, Time } from "../ui/Time";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { Problem } from "./Problem";
import { revokeToken, tokensQuery } from "./queries";
import { labelsText, tokenStateText } from "./text";

function meantFor(token: EnrolmentToken): string {
  const labels = labelsText(token.labels);
  const host = token.forHostName ?? (token.hostname === undefined ? "any new host" : `a host named ${token.hostname}`);
  return labels === "" ? host : `${host}, ${labels}`;
}

function RevokeDialog({ token, onClose }: { token: EnrolmentToken; onClose: () => void }) {
  const client = useQueryClient();
  const announce = useAnnounce();
  const cancel = useFocusOnMount<HTMLButtonElement>();
  const revoking = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      announce("The token is taken back");
      onClose();
    },
  });
  return (
    <Dialog title="Take the token back" onClose={onClose}>
      <div className="pl-stack">
        <p>
          No host can be enrolled with it any more. It was made by {token.createdBy} for {meantFor(token)}.
        </p>
        <Problem error={revoking.error} />
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose} ref={cancel}>
            Cancel
          </Button>
          <Button variant="danger" isLoading={revoking.isPending} onClick={() => revoking.mutate(token.tokenId)}>
            Take back
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** The tokens that wait for their hosts, and what has become of those before. */
export function Tokens() {
  const query = useQuery(tokensQuery);
  const [revoking, setRevoking] = useState<EnrolmentToken>();
  return (
    <section className="pl-stack" aria-labelledby="tokens-heading">
      <Title headingLevel="h2" id="tokens-heading">
        Enrolment tokens
      </Title>
      <Loaded query={query} what="tokens" rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p>None was made in the last 30 days.</p>
          ) : (
            <Table role="table" aria-label="Enrolment tokens" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>State</Th>
                  <Th>For</Th>
                  <Th>Made by</Th>
                  <Th>Made</Th>
                  <Th>Until</Th>
                  <Th>Used by</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {items.map((token) => (
                  <Tr key={token.tokenId}>
                    <Cell label="State">{tokenStateText(token)}</Cell>
                    <Cell label="For">{meantFor(token)}</Cell>
                    <Cell label="Made by">{token.createdBy}</Cell>
                    <Cell label="Made">
                      <Time at={token.createdAt} short />
                    </Cell>
                    <Cell label="Until">
                      {token.state === "PENDING" ? (
                        <Countdown until={token.expiresAt} over="expired" />
                      ) : (
                        <Time at={token.expiresAt} short />
                      )}
                    </Cell>
                    <Cell label="Used by">{token.usedByName ?? "nobody"}</Cell>
                    <Cell label="Actions">
                      {token.state === "PENDING" ? (
                        <Button variant="link" isInline isDanger onClick={() => setRevoking(token)}>
                          Take back…
                        </Button>
                      ) : (
                        "—"
                      )}
                    </Cell>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )
        }
      </Loaded>
      {revoking !== undefined && <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}
