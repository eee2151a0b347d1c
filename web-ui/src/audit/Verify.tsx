import { Alert, Button } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { verifyLog } from "./queries";

/** Has the server walk the whole chain of hashes and says what it found. */
export function Verify() {
  const verify = useMutation({ mutationFn: verifyLog });
  const bad = verify.data?.firstBad;
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
      <div role="status" aria-label="Verification">
        {verify.error !== null && <Alert isInline variant="danger" title={verify.error.message} />}
        {verify.data !== undefined &&
          (bad === undefined ? (
            <Alert isInline variant="success" title={`${verify.data.entries.toLocaleString()} entries verified`} />
          ) : (
            <Alert isInline variant="danger" title={`Entry ${bad.sequence} is not what was written: ${bad.message}`}>
              Entries up to {verify.data.verifiedUntil} are sound.
            </Alert>
          ))}
      </div>
    </>
  );
}
