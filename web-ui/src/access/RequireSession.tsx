import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failed, Loading } from "../ui/PageStates";
import { sessionQuery } from "./session";
import { SignIn } from "./SignIn";

/** Its children for those who are signed in, the sign-in for others. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.data === undefined) {
    return (
      <main className="pl-sign-in">
        {session.error === null ? (
          <Loading what="Portledger" rows={3} />
        ) : (
          <Failed error={session.error} what="your session" onRetry={() => void session.refetch()} />
        )}
      </main>
    );
  }
  return session.data === null ? <SignIn /> : children;
}
