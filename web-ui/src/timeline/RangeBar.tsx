import { Button, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useViewState } from "../ui/useViewState";
import { rangeAsked, shifted, type RangeName } from "./range";

const NAMES: readonly [RangeName, string][] = [
  ["1h", "1 h"],
  ["24h", "24 h"],
  ["7d", "7 d"],
];

/** The range of time on screen: how long, earlier, later, now. */
export function RangeBar() {
  const [params, change] = useViewState();
  const choice = rangeAsked(params);
  const shift = (direction: -1 | 1) =>
    change({ to: shifted(choice, direction, new Date())?.toISOString(), cursor: undefined });
  return (
    <div className="pl-row">
      <ToggleGroup aria-label="Range">
        {NAMES.map(([name, text]) => (
          <ToggleGroupItem
            key={name}
            text={text}
            buttonId={`range-${name}`}
            isSelected={choice.name === name}
            onChange={() => change({ range: name, cursor: undefined })}
          />
        ))}
      </ToggleGroup>
      <Button variant="plain" aria-label="Earlier" onClick={() => shift(-1)}>
        ◀
      </Button>
      <Button variant="plain" aria-label="Later" isDisabled={choice.to === undefined} onClick={() => shift(1)}>
        ▶
      </Button>
      <Button
        variant="link"
        isDisabled={choice.to === undefined}
        onClick={() => change({ to: undefined, cursor: undefined })}
      >
        Now
      </Button>
    </div>
  );
}
