import { Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import AdjustIcon from "@patternfly/react-icons/dist/esm/icons/adjust-icon";
import { useState } from "react";
import { useTheme, type Theme } from "../ui/theme";

const NAMES: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function ThemeMenu() {
  const [open, setOpen] = useState(false);
  const [theme, choose] = useTheme();
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusToggleOnSelect
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant="plain" aria-label="Theme" isExpanded={open} onClick={() => setOpen(!open)}>
          <AdjustIcon />
        </MenuToggle>
      )}
    >
      <DropdownList>
        {THEMES.map((name) => (
          <DropdownItem key={name} isSelected={name === theme} onClick={() => choose(name)}>
            {NAMES[name]}
            {name === theme ? " ✓" : ""}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
