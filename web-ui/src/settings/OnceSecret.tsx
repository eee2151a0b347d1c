import { Alert, ClipboardCopy } from "@patternfly/react-core";
import type { ReactNode } from "react";

/** A secret that the server does not know any more after this. */
export const OnceSecret = ({ name, secret, children }: { name: string; secret: string; children?: ReactNode }) => (
  <div className="pl-stack">
    <Alert isInline variant="warning" title="It is shown this once: copy it now">
      {children}
    </Alert>
    <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied" textAriaLabel={name}>
      {secret}
    </ClipboardCopy>
  </div>
);
