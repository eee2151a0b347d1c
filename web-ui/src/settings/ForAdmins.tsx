import { EmptyState, EmptyStateBody } from "@patternfly/react-core";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import type { ReactNode } from "react";
import { useIsAdmin } from "../access/session";

/** Its children for administrators; others are told what is needed. */
export const ForAdmins = ({ what, children }: { what: string; children: ReactNode }) =>
  useIsAdmin() ? (
    children
  ) : (
    <EmptyState titleText={`You may not see ${what}`} headingLevel="h2" icon={LockIcon} status="warning" variant="sm">
      <EmptyStateBody>It needs the role admin; an administrator can give it to you.</EmptyStateBody>
    </EmptyState>
  );
