import { Button, Form, FormGroup, Label, LabelGroup, TextInput } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useIsAdmin } from "../access/session";
import { answer, api } from "../api/client";
import type { HostDetail } from "../api/model";
import { labelsText, parseLabels } from "../settings/grants";
import { Problem } from "../settings/Problem";
import { useAnnounce } from "../ui/announce";
import { Dialog } from "../ui/Dialog";

const put = (hostId: string, labels: Record<string, string>) =>
  answer(api.PUT("/api/hosts/{hostId}/labels", { params: { path: { hostId } }, body: { labels } }));

function LabelsDialog({ host, onClose }: { host: HostDetail; onClose: () => void }) {
  const [text, setText] = useState(labelsText(host.labels));
  const client = useQueryClient();
  const announce = useAnnounce();
  const act = useMutation({
    mutationFn: async () => put(host.hostId, { ...parseLabels(text) }),
    onSuccess: async () => {
      announce("The labels are changed");
      await client.invalidateQueries({ predicate: ({ meta }) => meta?.topics?.includes("host") === true });
      onClose();
    },
  });
  return (
    <Dialog title={`Labels of ${host.name}`} onClose={onClose}>
      <Form action={() => act.mutate()}>
        <FormGroup label="Labels" fieldId="host-labels">
          <TextInput
            id="host-labels"
            value={text}
            onChange={(_, value) => setText(value)}
            placeholder="env=prod, team=web"
          />
        </FormGroup>
        <p className="pl-hint">Roles that are limited to labels are felt at once.</p>
        <Problem error={act.error} />
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" isLoading={act.isPending} isDisabled={act.isPending}>
            Change
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** By which roles are limited to hosts. */
export function HostLabels({ host }: { host: HostDetail }) {
  const admin = useIsAdmin();
  const [editing, setEditing] = useState(false);
  const labels = Object.entries(host.labels);
  if (labels.length === 0 && !admin) {
    return null;
  }
  return (
    <div className="pl-row">
      {labels.length > 0 && (
        <LabelGroup aria-label="Labels" numLabels={20}>
          {labels.map(([name, value]) => (
            <Label key={name} isCompact>{`${name}=${value}`}</Label>
          ))}
        </LabelGroup>
      )}
      {admin && (
        <Button variant="link" size="sm" onClick={() => setEditing(true)}>
          {labels.length === 0 ? "Add labels…" : "Change labels…"}
        </Button>
      )}
      {editing && <LabelsDialog host={host} onClose={() => setEditing(false)} />}
    </div>
  );
}
