import { Button } from "@patternfly/react-core";
import CheckIcon from "@patternfly/react-icons/dist/esm/icons/check-icon";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { useState } from "react";
import { useAnnounce } from "./announce";

function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const announce = useAnnounce();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce("Copied");
    } catch {
      announce("The browser did not allow copying; select the text instead");
    }
  };
  return (
    <li className="pl-command">
      <code>{text}</code>
      <Button
        variant="plain"
        size="sm"
        icon={copied ? <CheckIcon /> : <CopyIcon />}
        aria-label={`Copy ${text}`}
        onClick={() => void copy()}
      />
    </li>
  );
}

/** Shell commands, each with a button that copies it. */
export const Commands = ({ commands, name }: { commands: readonly string[]; name: string }) => (
  <ul className="pl-commands" aria-label={name}>
    {commands.map((text) => (
      <Command key={text} text={text} />
    ))}
  </ul>
);
