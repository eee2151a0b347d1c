import { Badge, MenuToggle, Select, SelectList, SelectOption } from "@patternfly/react-core";
import { useState } from "react";
import type { FacetValue } from "../api/model";

interface FacetMenuProps {
  title: string;
  values: readonly FacetValue[];
  selected: readonly string[];
  names?: Readonly<Record<string, string>>;
  onChange: (selected: readonly string[]) => void;
}

/** A menu of the values of one filter, each with how many rows it would leave. */
export function FacetMenu({ title, values, selected, names = {}, onChange }: FacetMenuProps) {
  const [open, setOpen] = useState(false);
  const absent = selected.filter((value) => values.every((one) => one.value !== value));
  const options: readonly FacetValue[] = [...values, ...absent.map((value) => ({ value, count: 0 }))];
  const toggle = (value: string) =>
    onChange(selected.includes(value) ? selected.filter((one) => one !== value) : [...selected, value]);
  return (
    <Select
      role="menu"
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={(_, value) => toggle(String(value))}
      isScrollable
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          isExpanded={open}
          onClick={() => setOpen(!open)}
          badge={selected.length > 0 ? <Badge isRead>{selected.length}</Badge> : undefined}
        >
          {title}
        </MenuToggle>
      )}
    >
      <SelectList>
        {options.length === 0 && <SelectOption isDisabled>Nothing to choose</SelectOption>}
        {options.map(({ value, label, count }) => (
          <SelectOption key={value} value={value} hasCheckbox isSelected={selected.includes(value)}>
            {label ?? names[value] ?? value} <span className="pl-hint">{count.toLocaleString()}</span>
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
