import { Alert } from "@patternfly/react-core";
import { ApiProblem } from "../api/client";
import { sentence } from "../ui/sentence";

/** Why something that somebody asked for was not done. */
export const Problem = ({ error }: { error: Error | null }) =>
  error === null ? null : (
    <Alert isInline variant="danger" title={sentence(error.message)}>
      {error instanceof ApiProblem && (
        <>
          Code <code>{error.code}</code>
        </>
      )}
    </Alert>
  );
