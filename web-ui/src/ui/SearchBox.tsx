import { SearchInput } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";

/** Typing is applied after this pause, ms; Enter applies at once and turns `name:value` into chips. */
const PAUSE = 250;

interface SearchBoxProps {
  label: string;
  placeholder: string;
  /** What the URL holds. */
  value: string;
  onType: (text: string) => void;
  onConfirm?: (text: string) => void;
}

const asksForFocus = (state: unknown): boolean => typeof state === "object" && state !== null && "focusSearch" in state;

export function SearchBox({ label, placeholder, value, onType, onConfirm = onType }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const { state } = useLocation() as { state: unknown };
  if (known !== value) {
    setKnown(value);
    if (value !== text.trim()) {
      setText(value);
    }
  }
  useEffect(() => () => clearTimeout(pause.current), []);
  useEffect(() => {
    if (asksForFocus(state)) {
      input.current?.focus();
    }
  }, [state]);
  const apply = (run: () => void) => {
    clearTimeout(pause.current);
    run();
  };
  return (
    <div role="search" data-page-search>
      <SearchInput
        ref={input}
        aria-label={label}
        inputProps={{ role: "searchbox" }}
        placeholder={placeholder}
        value={text}
        resetButtonLabel="Clear search"
        onChange={(_, next) => {
          setText(next);
          clearTimeout(pause.current);
          pause.current = setTimeout(() => onType(next), PAUSE);
        }}
        onSearch={(_, typed) => apply(() => onConfirm(typed))}
        onClear={() => {
          setText("");
          apply(() => onType(""));
        }}
      />
    </div>
  );
}
