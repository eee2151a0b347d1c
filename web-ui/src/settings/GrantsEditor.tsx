import { Button, FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { labelsText, parseLabels, ROLES, type Labels } from "./grants";
import type { GrantWish } from "./queries";

/** A grant while it is written. */
export interface Draft {
  role: string;
  on: string;
}

export const draftOf = ({ role, on }: { role: string; on: Labels }): Draft => ({ role, on: labelsText(on) });

/** @throws {LabelsError} */
export const wishesOf = (drafts: readonly Draft[]): GrantWish[] =>
  drafts.map(({ role, on }) => ({ role, on: { ...parseLabels(on) } }));

interface GrantsEditorProps {
  drafts: readonly Draft[];
  onChange: (drafts: Draft[]) => void;
}

/** Roles, each everywhere or on hosts with some labels. */
export function GrantsEditor({ drafts, onChange }: GrantsEditorProps) {
  const change = (at: number, patch: Partial<Draft>) =>
    onChange(drafts.map((draft, index) => (index === at ? { ...draft, ...patch } : draft)));
  return (
    <fieldset className="pl-stack pl-fieldset">
      <legend>Roles</legend>
      {drafts.length === 0 && <p className="pl-hint">None: may sign in, and see nothing.</p>}
      {drafts.map((draft, index) => (
        <div key={index} className="pl-row">
          <FormSelect
            aria-label={`Role ${index + 1}`}
            value={draft.role}
            onChange={(_, role) => change(index, role === "admin" ? { role, on: "" } : { role })}
          >
            {ROLES.map((role) => (
              <FormSelectOption key={role} value={role} label={role} />
            ))}
          </FormSelect>
          <TextInput
            aria-label={`Labels of the hosts of role ${index + 1}`}
            placeholder={draft.role === "admin" ? "every host" : "every host, or env=prod"}
            value={draft.on}
            isDisabled={draft.role === "admin"}
            onChange={(_, on) => change(index, { on })}
          />
          <Button
            variant="link"
            aria-label={`Remove role ${index + 1}`}
            onClick={() => onChange(drafts.filter((_, other) => other !== index))}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button variant="secondary" size="sm" onClick={() => onChange([...drafts, { role: "viewer", on: "" }])}>
          Add a role
        </Button>
      </div>
      <p className="pl-hint">
        A role with labels, such as <code>env=prod, team=web</code>, is for hosts that have all of them. An admin is one
        everywhere.
      </p>
    </fieldset>
  );
}
