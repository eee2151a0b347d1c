import { Alert } from "@patternfly/react-core";
import { ApiProblem } from "../api/client";
import { sentence } from "../ui/sentence";

/** Why a change was refused. */
export const Problem = ({ error }: { error: Error | null }) =>
  error !== null && (
    <Alert isInline variant="danger" title={sentence(error.message)} role="alert">
      {error instanceof ApiProblem && (
        <>
          Code <code>{error.code}</code>
        </>
      )}
    </Alert>
  );
