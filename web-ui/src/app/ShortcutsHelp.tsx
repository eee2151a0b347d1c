import { Dialog } from "../ui/Dialog";
import { PAGES } from "./pages";

const KEYS: readonly [string, string][] = [
  ["Ctrl K or ⌘ K", "Command palette"],
  ["/", "Search"],
  ["?", "This list"],
  ...PAGES.map(({ key, name }): [string, string] => [`g ${key}`, `Go to ${name}`]),
  ["Esc", "Close a dialog; it never cancels a running stop"],
];

/** The keyboard shortcuts; each does what a visible button or link does as well. */
export const ShortcutsHelp = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keyboard shortcuts" onClose={onClose}>
    <dl className="pl-facts">
      {KEYS.map(([keys, does]) => (
        <div key={keys}>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
