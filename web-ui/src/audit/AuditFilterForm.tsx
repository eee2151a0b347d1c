import { Button, FormGroup, TextInput } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hostsQuery } from "../hosts/queries";
import { inputTime, parseTime } from "../ui/time";
import { useViewState } from "../ui/useViewState";

/** Offered while typing; the log may hold others of later versions. */
const ACTIONS = [
  "signed_in",
  "sign_in_failed",
  "signed_out",
  "user.created",
  "host.enrolled",
  "stop.planned",
  "stop.requested",
  "stop.sent",
  "stop.step",
  "stop.settled",
  "stop.aborted",
  "stop.discarded",
  "stop.refused",
  "audit.contradicted",
  "audit.found_bad",
];

const NO_PARAMS = new URLSearchParams();

/** Parameters of the URL that narrow the log. */
export const AUDIT_FILTERS = ["q", "actor", "action", "host", "protocol", "port", "stopId", "reason", "from", "to"];

const localInput = (text: string | null): string => {
  const at = parseTime(text);
  return at === undefined ? "" : inputTime(at);
};

export function AuditFilterForm() {
  const [params, change] = useViewState();
  const [known, setKnown] = useState(params);
  const hosts = useQuery(hostsQuery(NO_PARAMS)).data?.items ?? [];
  const nameOf = (id: string | null) => hosts.find((host) => host.hostId === id)?.name ?? id ?? "";
  /** By its name among those that are offered, else taken for an id. */
  const hostId = (typed: string) =>
    hosts.find((host) => host.name === typed.trim())?.hostId ?? (typed.trim() || undefined);
  const read = (from: URLSearchParams) => ({
    q: from.get("q") ?? "",
    actor: from.get("actor") ?? "",
    action: from.get("action") ?? "",
    port: from.get("port") ?? "",
    host: nameOf(from.get("host")),
    reason: from.get("reason") ?? "",
    from: localInput(from.get("from")),
    to: localInput(from.get("to")),
  });
  const [fields, setFields] = useState(() => read(params));
  if (known !== params) {
    setKnown(params);
    setFields(read(params));
  }
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (_: unknown, value: string) => setFields({ ...fields, [name]: value }),
  });
  const apply = () =>
    change({
      q: fields.q.trim() || undefined,
      actor: fields.actor.trim() || undefined,
      action: fields.action.trim() || undefined,
      port: fields.port.trim() || undefined,
      host: hostId(fields.host),
      reason: fields.reason.trim() || undefined,
      from: parseTime(fields.from)?.toISOString(),
      to: parseTime(fields.to)?.toISOString(),
      cursor: undefined,
    });
  return (
    <form
      className="pl-filters"
      role="search"
      aria-label="Filter the audit log"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <FormGroup label="Text" fieldId="audit-text">
        <TextInput data-page-search id="audit-text" {...field("q")} />
      </FormGroup>
      <FormGroup label="Action" fieldId="audit-action">
        <TextInput id="audit-action" list="audit-actions" {...field("action")} />
        <datalist id="audit-actions">
          {ACTIONS.map((action) => (
            <option key={action} value={action} />
          ))}
        </datalist>
      </FormGroup>
      <FormGroup label="Actor" fieldId="audit-actor">
        <TextInput id="audit-actor" {...field("actor")} />
      </FormGroup>
      <FormGroup label="Port" fieldId="audit-port">
        <TextInput id="audit-port" inputMode="numeric" pattern="[0-9]{1,5}" {...field("port")} />
      </FormGroup>
      <FormGroup label="Host" fieldId="audit-host">
        <TextInput id="audit-host" list="audit-hosts" {...field("host")} />
        <datalist id="audit-hosts">
          {hosts.map(({ hostId: id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
      </FormGroup>
      <FormGroup label="Reason" fieldId="audit-reason">
        <TextInput id="audit-reason" {...field("reason")} />
      </FormGroup>
      <FormGroup label="From" fieldId="audit-from">
        <TextInput id="audit-from" type="datetime-local" step={1} {...field("from")} />
      </FormGroup>
      <FormGroup label="To" fieldId="audit-to">
        <TextInput id="audit-to" type="datetime-local" step={1} {...field("to")} />
      </FormGroup>
      <Button type="submit" variant="secondary">
        Apply
      </Button>
    </form>
  );
}
