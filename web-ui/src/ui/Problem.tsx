import { Alert } from "@patternfly/react-core";
import { ApiProblem } from "../api/client";

/** What the server says of a request that it refused, with the code. */
export const Problem = ({ error }: { error: Error }) => (
  <Alert isInline variant="danger" title={error.message}>
    {error instanceof ApiProblem && (
      <>
        Code <code>{error.code}</code>
      </>
    )}
  </Alert>
);
