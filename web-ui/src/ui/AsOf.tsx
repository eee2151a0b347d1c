import { Button, TextInput } from "@patternfly/react-core";
import { useId, useState } from "react";
import { inputTime, parseTime } from "./time";

interface AsOfProps {
  /** The instant that the URL holds; undefined: now. */
  at: string | undefined;
  onChange: (at: string | undefined) => void;
}

/** Chooses the instant of which a page tells. */
export function AsOf({ at, onChange }: AsOfProps) {
  const shown = parseTime(at);
  const [known, setKnown] = useState(at);
  const [typed, setTyped] = useState(shown === undefined ? "" : inputTime(shown));
  if (known !== at) {
    setKnown(at);
    setTyped(shown === undefined ? "" : inputTime(shown));
  }
  const id = useId();
  const chosen = parseTime(typed);
  return (
    <form
      className="pl-row pl-as-of"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(chosen?.toISOString());
      }}
    >
      <label htmlFor={id}>At</label>
      <TextInput
        id={id}
        type="datetime-local"
        step={1}
        className="pl-as-of-input"
        value={typed}
        onChange={(_, value) => setTyped(value)}
      />
      <Button type="submit" variant="secondary" isDisabled={chosen === undefined}>
        Go
      </Button>
      {at !== undefined && (
        <Button variant="link" onClick={() => onChange(undefined)}>
          Back to now
        </Button>
      )}
    </form>
  );
}
