import { Alert, Button } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { verifyLog } from "./queries";
import { verdictOf } from "./verdict";

/** Has the server walk the whole log, its tree and its signatures, and says what that proves. */
export function Verify() {
  const verify = useMutation({ mutationFn: verifyLog });
  const verdict = verify.data === undefined ? undefined : verdictOf(verify.data);
  return (
    <>
      <Button
        variant="secondary"
        isLoading={verify.isPending}
        isDisabled={verify.isPending}
        onClick={() => verify.mutate()}
      >
        Verify
      </Button>
      <div role="status" aria-label="Verification" className="pl-verification">
        {verify.error !== null && <Alert isInline variant="danger" title={verify.error.message} />}
        {verdict !== undefined && (
          <Alert isInline variant={verdict.tone} title={verdict.title}>
            {verdict.sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Alert>
        )}
      </div>
    </>
  );
}
