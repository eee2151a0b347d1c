import { Time } from "../ui/Time";
import type { StepView } from "./stage";

const MARKS = { done: "✓", current: "▸", ahead: "○" } as const;
const WORDS = { done: "done", current: "under way", ahead: "not yet" } as const;

/** The steps of a stop as the agent reports them. */
export const Steps = ({ steps }: { steps: readonly StepView[] }) => (
  <ol aria-label="Progress" className="pl-steps">
    {steps.map((step) => (
      <li key={step.name} className={`pl-step-${step.is}`} aria-current={step.is === "current" ? "step" : undefined}>
        <span role="img" aria-label={WORDS[step.is]}>
          {MARKS[step.is]}
        </span>{" "}
        {step.text}
        {step.at !== undefined && (
          <>
            {" "}
            <Time at={step.at} short />
          </>
        )}
        {step.detail !== undefined && <span className="pl-hint"> {step.detail}</span>}
      </li>
    ))}
  </ol>
);
