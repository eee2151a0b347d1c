import { Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import UserIcon from "@patternfly/react-icons/dist/esm/icons/user-icon";
import { useState } from "react";
import { signOut, useSession } from "../access/session";

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const [open, setOpen] = useState(false);
  const { userName, roles, serverVersion } = useSession();
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusToggleOnSelect
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="plainText"
          icon={<UserIcon />}
          aria-label={`Account: ${userName}`}
          isExpanded={open}
          onClick={() => setOpen(!open)}
        >
          <span className="pl-wide">{userName}</span>
        </MenuToggle>
      )}
    >
      <DropdownGroup label={`${roles.join(", ")} · Portledger ${serverVersion}`}>
        <DropdownList>
          <DropdownItem onClick={onHelp}>Keyboard shortcuts</DropdownItem>
          <DropdownItem onClick={() => void signOut()}>Sign out</DropdownItem>
        </DropdownList>
      </DropdownGroup>
    </Dropdown>
  );
}
