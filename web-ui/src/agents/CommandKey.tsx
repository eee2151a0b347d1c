import { Alert, Button, Title } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useIsAdmin } from "../access/session";
import { useAnnounce } from "../ui/announce";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { beginKeyRotation, commandKeyQuery, completeKeyRotation } from "./queries";
import { ReasonDialog } from "./ReasonDialog";

/** The key that commands are signed with, and how another one follows it. */
export function CommandKey() {
  const query = useQuery(commandKeyQuery);
  const client = useQueryClient();
  const announce = useAnnounce();
  const admin = useIsAdmin();
  const [asking, setAsking] = useState(false);
  const following = query.data?.nextKeyId !== undefined;
  const changing = useMutation({
    mutationFn: (reason: string) => (following ? completeKeyRotation(reason) : beginKeyRotation(reason)),
    onSuccess: (key) => {
      client.setQueryData(commandKeyQuery.queryKey, key);
      void client.invalidateQueries({ queryKey: ["agents"] });
      announce(following ? "Commands are signed with the new key" : "The agents are told of the new key");
      setAsking(false);
    },
  });
  const close = () => {
    changing.reset();
    setAsking(false);
  };
  return (
    <section className="pl-stack" aria-labelledby="command-key-heading">
      <Title headingLevel="h2" id="command-key-heading">
        Command key
      </Title>
      <Loaded query={query} what="the command key" rows={2}>
        {(key) => (
          <>
            {!key.usable && (
              <Alert isInline variant="danger" title="This server does not have the private half of this key">
                Nothing can be stopped through it; its log says more.
              </Alert>
            )}
            <dl className="pl-facts">
              <div>
                <dt>Commands are signed with</dt>
                <dd>
                  <code>{key.keyId}</code>
                </dd>
              </div>
              <div>
                <dt>Since</dt>
                <dd>
                  <Time at={key.since} />
                </dd>
              </div>
              {key.nextKeyId !== undefined && (
                <div>
                  <dt>The key that follows</dt>
                  <dd>
                    <code>{key.nextKeyId}</code>
                  </dd>
                </div>
              )}
              <div>
                <dt>{key.nextKeyId === undefined ? "Known to" : "The next one is known to"}</dt>
                <dd>
                  {(key.hosts - key.hostsWithout).toLocaleString()} of {key.hosts.toLocaleString()}{" "}
                  {key.hosts === 1 ? "host" : "hosts"}
                </dd>
              </div>
            </dl>
            <div>
              <Button
                variant="secondary"
                isAriaDisabled={!admin}
                title={admin ? undefined : "Needs the role admin"}
                onClick={() => setAsking(true)}
              >
                {following ? "Let the next key take over…" : "Replace the command key…"}
              </Button>
            </div>
            {asking && (
              <ReasonDialog
                title={following ? "Let the next command key take over" : "Replace the command key"}
                verb={following ? "Take over" : "Announce another key"}
                pending={changing.isPending}
                error={changing.error}
                onConfirm={(reason) => changing.mutate(reason)}
                onClose={close}
              >
                {following ? (
                  <p>
                    From then on commands are signed with the next key, and the old one is deleted.{" "}
                    {key.hostsWithout === 0
                      ? "All hosts know the next key."
                      : `${key.hostsWithout.toLocaleString()} of the hosts do not know it yet and learn it when they connect.`}
                  </p>
                ) : (
                  <p>
                    Another key is made and announced to all agents, signed with the present one, which goes on signing
                    until you let the next one take over.
                  </p>
                )}
              </ReasonDialog>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
