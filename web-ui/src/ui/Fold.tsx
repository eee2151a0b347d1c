import { useState, type ReactNode } from "react";

const WIDE = "(min-width: 48rem)";

/** Fields that fold away on a narrow screen. */
export function Fold({ summary, children }: { summary: string; children: ReactNode }) {
  const [wide] = useState(() => matchMedia(WIDE).matches);
  return wide ? (
    children
  ) : (
    <details>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
