import type { Approval } from "../api/model";
import { Countdown, Time } from "../ui/Time";
import { approvalStateText } from "./text";

/** `Waiting, 1 of 2 · expires 14:58`, and who has said what. */
export function Waiting({ approval }: { approval: Approval }) {
  const { state, given, needed, expiresAt, runBefore, decisions } = approval;
  return (
    <div className="pl-stack-tight">
      <p>
        <strong>
          {approvalStateText(state)}, {given} of {needed}
        </strong>
        {state === "PENDING" && (
          <>
            {" · "}expires <Time at={expiresAt} short /> (<Countdown until={expiresAt} />)
          </>
        )}
        {state === "APPROVED" && runBefore !== undefined && (
          <>
            {" · "}to be run before <Time at={runBefore} short /> (<Countdown until={runBefore} />)
          </>
        )}
      </p>
      {decisions.length > 0 && (
        <ul aria-label="Decisions">
          {decisions.map(({ person, name, decision, comment, at, token }) => (
            <li key={person}>
              {name} {decision === "APPROVE" ? "approved" : "rejected"} at <Time at={at} short />
              {token !== undefined && ` by the token ${token}`}
              {comment !== undefined && `: ${comment}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
