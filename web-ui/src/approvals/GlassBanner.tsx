import { Alert, Button } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSession } from "../access/session";
import type { BreakGlass } from "../api/model";
import { Problem } from "../ui/Problem";
import { Time } from "../ui/Time";
import { acknowledge, breakGlassQuery } from "./queries";
import { planPath } from "./view";

/** One stop that was run without the approvals that it needed; it stays until somebody else has taken note. */
export function Glass({ glass }: { glass: BreakGlass }) {
  const client = useQueryClient();
  const { roles } = useSession();
  const note = useMutation({
    mutationFn: () => acknowledge(glass.subjectId),
    onSuccess: () => client.invalidateQueries({ predicate: ({ meta }) => meta?.topics?.includes("stop") === true }),
  });
  return (
    <Alert isInline variant="danger" title={`Break-glass: ${glass.brokenBy} ran ${glass.title} without approval`}>
      <p>
        <Time at={glass.brokenAt} short />: {glass.reason}
      </p>
      {glass.acknowledgedBy === undefined ? (
        <div className="pl-row">
          <Link to={planPath(glass)}>What was done</Link>
          {roles.includes("approver") && (
            <Button variant="secondary" size="sm" isDisabled={note.isPending} onClick={() => note.mutate()}>
              Take note
            </Button>
          )}
        </div>
      ) : (
        <p>{glass.acknowledgedBy} has taken note.</p>
      )}
      {note.error !== null && <Problem error={note.error} />}
    </Alert>
  );
}

/** Every break-glass of which nobody has taken note. */
export function GlassBanner() {
  const { data } = useQuery(breakGlassQuery);
  return data?.items.map((glass) => <Glass key={glass.subjectId} glass={glass} />);
}
