import { Title } from "@patternfly/react-core";
import { useEffect, type ReactNode } from "react";

/** The heading of a page, which also names the browser's tab and takes the focus when a drawer has lost its row. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Portledger`;
  }, [title]);
  return (
    <div className="pl-header">
      <Title headingLevel="h1" size="2xl" tabIndex={-1} id="page-heading">
        {title}
      </Title>
      {children}
    </div>
  );
}
