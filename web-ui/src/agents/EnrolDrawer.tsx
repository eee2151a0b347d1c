import {
  Alert,
  Button,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { Commands } from "../ui/Commands";
import { Dialog } from "../ui/Dialog";
import { Countdown, Time } from "../ui/Time";
import { Problem } from "./Problem";
import { agentQuery, makeToken, tokensQuery } from "./queries";
import { enrolCommand, isPlain, labelsOf } from "./text";

const TIMES = [
  ["PT15M", "15 minutes"],
  ["PT1H", "1 hour"],
  ["P1D", "1 day"],
  ["P7D", "7 days"],
] as const;

/** How often it is looked whether the host has come, ms. */
const LOOK_EVERY = 2000;

type Made = Awaited<ReturnType<typeof makeToken>>;

function Waiting({ made }: { made: Made }) {
  const { data } = useQuery({ ...tokensQuery, refetchInterval: LOOK_EVERY });
  const token = data?.items.find(({ tokenId }) => tokenId === made.tokenId);
  const server = location.origin;
  if (token?.state === "USED") {
    return (
      <Alert isInline variant="success" title={`${token.usedByName ?? "The host"} is enrolled`}>
        {token.usedBy !== undefined && <Link to={`/hosts/${encodeURIComponent(token.usedBy)}`}>Its page</Link>}
      </Alert>
    );
  }
  if (token?.state === "REVOKED") {
    return <Alert isInline variant="warning" title="The token was taken back" />;
  }
  return (
    <>
      <p>
        Type this on the host, where the package portledger-agent is installed. It is good once, until{" "}
        <Time at={made.expiresAt} short />, for <Countdown until={made.expiresAt} over="no time any more" />; it is not
        shown again.
      </p>
      <Commands name="Command to enrol" commands={[enrolCommand(server, made.token, made.serverKey)]} />
      {isPlain(server) && (
        <Alert isInline variant="warning" title="This address is not encrypted">
          Who is between the host and this server can read the token and what the host tells. Commands stay signed. Open
          this page by https for a command without that.
        </Alert>
      )}
      <p role="status">Waiting for the host…</p>
    </>
  );
}

interface EnrolDrawerProps {
  /** Only this host, which may have another key than before or be revoked; undefined: any new one. */
  hostId: string | undefined;
  onClose: () => void;
}

function Wish({ hostId, onMade }: { hostId: string | undefined; onMade: (made: Made) => void }) {
  const client = useQueryClient();
  const host = useQuery({ ...agentQuery(hostId ?? ""), enabled: hostId !== undefined });
  const [validFor, setValidFor] = useState("PT1H");
  const [hostname, setHostname] = useState("");
  const [labels, setLabels] = useState("");
  const making = useMutation({
    mutationFn: makeToken,
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      onMade(made);
    },
  });
  const read = labelsOf(labels);
  // a FormSelect gives its own instance away and not its element
  useEffect(() => document.getElementById("enrol-valid")?.focus(), []);
  return (
    <form
      className="pl-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (read !== undefined) {
          making.mutate({
            validFor,
            ...(hostId === undefined ? {} : { hostId }),
            ...(hostname.trim() === "" ? {} : { hostname: hostname.trim() }),
            ...(Object.keys(read).length === 0 ? {} : { labels: read }),
          });
        }
      }}
    >
      {hostId !== undefined && (
        <p>
          For {host.data?.name ?? "this host"} only. Whatever key it shows then takes the place of the one it is known
          by
          {host.data?.status === "REVOKED" && ", and it may connect again"}.
        </p>
      )}
      <FormGroup label="Good for" fieldId="enrol-valid">
        <FormSelect id="enrol-valid" value={validFor} onChange={(_, value) => setValidFor(value)}>
          {TIMES.map(([value, label]) => (
            <FormSelectOption key={value} value={value} label={label} />
          ))}
        </FormSelect>
      </FormGroup>
      {hostId === undefined && (
        <FormGroup label="Only for a host of this name" fieldId="enrol-hostname">
          <TextInput
            id="enrol-hostname"
            value={hostname}
            onChange={(_, value) => setHostname(value)}
            maxLength={255}
            autoComplete="off"
          />
        </FormGroup>
      )}
      <FormGroup label="Labels it gets" fieldId="enrol-labels">
        <TextInput
          id="enrol-labels"
          value={labels}
          onChange={(_, value) => setLabels(value)}
          validated={read === undefined ? "error" : "default"}
          aria-describedby="enrol-labels-help"
          autoComplete="off"
        />
        <FormHelperText>
          <HelperText id="enrol-labels-help">
            <HelperTextItem variant={read === undefined ? "error" : "default"}>
              Such as env=prod, team=web
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
      <Problem error={making.error} />
      <div>
        <Button type="submit" variant="primary" isDisabled={read === undefined} isLoading={making.isPending}>
          Make the command
        </Button>
      </div>
    </form>
  );
}

/** Makes a token and shows the command that uses it, until the host has come. */
export default function EnrolDrawer({ hostId, onClose }: EnrolDrawerProps) {
  const [made, setMade] = useState<Made>();
  return (
    <Dialog title={hostId === undefined ? "Enrol a host" : "Enrol this host again"} shape="drawer" onClose={onClose}>
      <div className="pl-stack">
        {made === undefined ? <Wish hostId={hostId} onMade={setMade} /> : <Waiting made={made} />}
        <div>
          <Button variant="secondary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
