import { Button, Label, LabelGroup } from "@patternfly/react-core";
import type { ReactNode } from "react";

export interface Chip {
  name: string;
  value: string;
  /** How the value is called; absent: as it is. */
  text?: ReactNode;
}

interface ChipsProps {
  chips: readonly Chip[];
  onRemove: (chip: Chip) => void;
  onClear: () => void;
}

/** The filters in force, each with a cross, and the way out of all of them. */
export const Chips = ({ chips, onRemove, onClear }: ChipsProps) => (
  <div className="pl-row">
    <LabelGroup aria-label="Filters in force" numLabels={20}>
      {chips.map((chip) => (
        <Label
          key={`${chip.name}:${chip.value}`}
          variant="outline"
          onClose={() => onRemove(chip)}
          closeBtnAriaLabel={`Remove ${chip.name}:${chip.value}`}
        >
          {chip.name}:{chip.text ?? chip.value}
        </Label>
      ))}
    </LabelGroup>
    <Button variant="link" isInline onClick={onClear}>
      Clear all filters
    </Button>
  </div>
);
