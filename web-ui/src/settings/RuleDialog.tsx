import { Alert, Button, Checkbox, FormGroup, FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PolicyRule } from "../api/model";
import { Dialog } from "../ui/Dialog";
import { Problem } from "../ui/Problem";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { rulesQuery, saveRule, type RuleKind, type RuleMatch } from "./ruleQueries";
import { parseLabels } from "./ruleText";

/** Conditions that are a text, in the order of the form. */
const TEXTS = [
  ["host", "Host (name or id, * and ? allowed)"],
  ["hostLabels", "Host labels, as env=prod"],
  ["unit", "Unit (* and ? allowed)"],
  ["user", "User"],
  ["ports", "Port or range, as 8000-8999"],
  ["exe", "Executable"],
  ["container", "Container"],
] as const;

type TextName = (typeof TEXTS)[number][0];

const textOf = (match: RuleMatch | undefined, name: TextName): string =>
  name === "hostLabels"
    ? Object.entries(match?.hostLabels ?? {})
        .map(([label, value]) => `${label}=${value}`)
        .join(" ")
    : (match?.[name] ?? "");

interface RuleDialogProps {
  kind: RuleKind;
  /** The version that the new one follows; undefined: a new rule. */
  before: PolicyRule | undefined;
  onClose: () => void;
}

/** A rule as a form. What is saved is another version; nothing that was in force is edited. */
export function RuleDialog({ kind, before, onClose }: RuleDialogProps) {
  const client = useQueryClient();
  const first = useFocusOnMount<HTMLInputElement>();
  const [name, setName] = useState(before?.name ?? "");
  const [texts, setTexts] = useState(
    () => Object.fromEntries(TEXTS.map(([field]) => [field, textOf(before?.match, field)])) as Record<TextName, string>,
  );
  const [role, setRole] = useState(before?.match.requesterRole ?? "");
  const [sigkill, setSigkill] = useState(before?.match.sigkill ?? false);
  const [hosts, setHosts] = useState(before?.match.moreThanHosts?.toString() ?? "");
  const [forbid, setForbid] = useState(before?.effect === "FORBID");
  const [approvals, setApprovals] = useState((before?.approvals ?? 1).toString());
  const [approvers, setApprovers] = useState(before?.approvers.join(" ") ?? "");
  const [breakGlass, setBreakGlass] = useState(before?.breakGlass ?? true);
  const [reason, setReason] = useState("");
  const labels = parseLabels(texts.hostLabels);
  const given = (text: string) => (text.trim() === "" ? undefined : text.trim());
  const match = (): RuleMatch => {
    const conditions = {
      requesterRole: role === "" ? undefined : role,
      host: given(texts.host),
      hostLabels: labels === undefined || Object.keys(labels).length === 0 ? undefined : labels,
      unit: given(texts.unit),
      user: given(texts.user),
      ports: given(texts.ports),
      exe: given(texts.exe),
      container: given(texts.container),
      sigkill: sigkill ? true : undefined,
      moreThanHosts: hosts === "" ? undefined : Number(hosts),
    };
    return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
  };
  const save = useMutation({
    mutationFn: () =>
      saveRule(kind, before, {
        name: name.trim(),
        match: match(),
        effect: forbid ? "FORBID" : "APPROVAL",
        approvals: forbid ? 1 : Number(approvals),
        approvers: approvers.split(/[\s,]+/).filter((person) => person !== ""),
        breakGlass,
        reason: reason.trim(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries(rulesQuery(kind));
      onClose();
    },
  });
  const ready =
    name.trim() !== "" &&
    reason.trim().length >= 3 &&
    labels !== undefined &&
    /^\d*$/.test(hosts) &&
    (forbid || /^\d{1,2}$/.test(approvals));
  return (
    <Dialog title={before === undefined ? "New rule" : `Change ${before.name}`} onClose={onClose}>
      <div className="pl-stack">
        <FormGroup label="Name" fieldId="rule-name" isRequired>
          <TextInput
            id="rule-name"
            aria-label="Name"
            value={name}
            onChange={(_, value) => setName(value)}
            maxLength={100}
            ref={first}
          />
        </FormGroup>
        <p>It is for stops that fit all of these; what is left empty is not looked at.</p>
        {TEXTS.map(([field, label]) => (
          <FormGroup key={field} label={label} fieldId={`rule-${field}`}>
            <TextInput
              id={`rule-${field}`}
              aria-label={label}
              value={texts[field]}
              onChange={(_, value) => setTexts({ ...texts, [field]: value })}
              maxLength={200}
              validated={field === "hostLabels" && labels === undefined ? "error" : "default"}
            />
          </FormGroup>
        ))}
        {kind === "APPROVAL" && (
          <>
            <FormGroup label="Asked for by" fieldId="rule-role">
              <FormSelect
                id="rule-role"
                aria-label="Asked for by"
                value={role}
                onChange={(_, value) => setRole(value === "OPERATOR" || value === "ADMIN" ? value : "")}
              >
                <FormSelectOption value="" label="anybody" />
                <FormSelectOption value="OPERATOR" label="an operator who is no admin" />
                <FormSelectOption value="ADMIN" label="an admin" />
              </FormSelect>
            </FormGroup>
            <FormGroup label="More hosts at once than" fieldId="rule-hosts">
              <TextInput
                id="rule-hosts"
                aria-label="More hosts at once than"
                value={hosts}
                onChange={(_, value) => setHosts(value)}
                inputMode="numeric"
              />
            </FormGroup>
            <Checkbox
              id="rule-sigkill"
              label="Only SIGKILL"
              isChecked={sigkill}
              onChange={(_, checked) => setSigkill(checked)}
            />
          </>
        )}
        {kind === "PROTECTED" && (
          <Checkbox
            id="rule-forbid"
            label="Nobody may stop it"
            isChecked={forbid}
            onChange={(_, checked) => setForbid(checked)}
          />
        )}
        {!forbid && (
          <>
            <FormGroup label="Approvals needed" fieldId="rule-approvals" isRequired>
              <TextInput
                id="rule-approvals"
                aria-label="Approvals needed"
                value={approvals}
                onChange={(_, value) => setApprovals(value)}
                inputMode="numeric"
              />
            </FormGroup>
            <FormGroup label="Out of these people (nobody: all approvers)" fieldId="rule-approvers">
              <TextInput
                id="rule-approvers"
                aria-label="Out of these people"
                value={approvers}
                onChange={(_, value) => setApprovers(value)}
              />
            </FormGroup>
            <Checkbox
              id="rule-glass"
              label="Break-glass is possible in an emergency"
              isChecked={breakGlass}
              onChange={(_, checked) => setBreakGlass(checked)}
            />
          </>
        )}
        <FormGroup label="Why" fieldId="rule-reason" isRequired>
          <TextInput
            id="rule-reason"
            aria-label="Why"
            value={reason}
            onChange={(_, value) => setReason(value)}
            maxLength={500}
          />
        </FormGroup>
        {save.error !== null && <Problem error={save.error} />}
        {before !== undefined && (
          <Alert isInline isPlain variant="info" title={`This becomes version ${before.version + 1}`} />
        )}
        <div className="pl-row">
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" isDisabled={!ready || save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
