import { useQuery } from "@tanstack/react-query";
import { useId, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { useMayStop } from "../access/session";
import { useLive } from "../live/LiveProvider";
import { listenersQuery } from "../ports/queries";
import { usePlanStop } from "../stop/StopLauncher";
import { Dialog } from "../ui/Dialog";
import { portPath, portText, targetText } from "../ui/holderText";
import { useTheme } from "../ui/theme";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { PAGES } from "./pages";

interface Command {
  name: string;
  run: () => void;
}

/** Listeners offered for what was typed. */
const OFFERED = 6;

function useListenerCommands(text: string): readonly Command[] {
  const navigate = useNavigate();
  const plan = usePlanStop();
  const mayStop = useMayStop();
  const asked = new URLSearchParams({ q: text });
  const { data } = useQuery({ ...listenersQuery(asked), enabled: text !== "" });
  if (text === "") {
    return [];
  }
  return (data?.items.slice(0, OFFERED) ?? []).flatMap((listener) => {
    const { hostId, holdingId, hostName, watch } = listener;
    const target = targetText(listener);
    const open = {
      name: `Open ${portText(listener)} on ${hostName} (${target})`,
      run: () => void navigate(portPath(listener)),
    };
    const stop = { name: `Stop ${target} on ${hostName}…`, run: () => plan({ hostId, holdingId, text: target }) };
    return mayStop && watch === "LIVE" ? [open, stop] : [open];
  });
}

function useCommands(text: string, onHelp: () => void): readonly Command[] {
  const navigate = useNavigate();
  const [, choose] = useTheme();
  const { paused, setPaused } = useLive();
  const fixed: readonly Command[] = [
    ...PAGES.map(({ name, path }) => ({ name: `Go to ${name}`, run: () => void navigate(path) })),
    { name: paused ? "Resume live updates" : "Pause live updates", run: () => setPaused(!paused) },
    { name: "Theme: system", run: () => choose("system") },
    { name: "Theme: light", run: () => choose("light") },
    { name: "Theme: dark", run: () => choose("dark") },
    { name: "Keyboard shortcuts", run: onHelp },
  ];
  const listeners = useListenerCommands(text);
  const words = text.toLowerCase().split(/\s+/);
  const matching = fixed.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const search = {
    name: `Search listeners for “${text}”`,
    run: () => void navigate(`/ports?q=${encodeURIComponent(text)}`),
  };
  const failed = {
    name: `Search failed binds for “${text}”`,
    run: () => void navigate(`/conflicts?q=${encodeURIComponent(text)}`),
  };
  return text === "" ? matching : [...matching, ...listeners, search, failed];
}

/** Everything that can be done or opened, found by typing. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(text.trim(), onHelp);
  const list = useId();
  const input = useFocusOnMount<HTMLInputElement>();
  const run = (command: Command | undefined) => {
    if (command !== undefined) {
      onClose();
      command.run();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((chosen + step + commands.length) % Math.max(1, commands.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  return (
    <Dialog title="Command palette" onClose={onClose}>
      <input
        className="pl-palette-input"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={`${list}-${chosen}`}
        placeholder="A page, a port, a process…"
        value={text}
        ref={input}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <div role="listbox" id={list} aria-label="Commands" className="pl-palette">
        {commands.map((command, place) => (
          // The keyboard works from the input, as the listbox pattern has it.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={command.name}
            id={`${list}-${place}`}
            role="option"
            aria-selected={place === chosen}
            tabIndex={-1}
            onClick={() => run(command)}
          >
            {command.name}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
