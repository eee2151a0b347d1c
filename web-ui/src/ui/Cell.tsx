import { Td } from "@patternfly/react-table";
import type { ReactNode } from "react";

/** A cell whose content stays one piece when the table turns into a list of labelled values on a narrow screen. */
export const Cell = ({ label, children }: { label: string; children: ReactNode }) => (
  <Td dataLabel={label}>
    <div>{children}</div>
  </Td>
);
