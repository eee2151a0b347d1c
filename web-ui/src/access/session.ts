import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, answer, ApiProblem, problemOf, UNREACHABLE } from "../api/client";
import type { Session } from "../api/model";

export const NOT_SIGNED_IN = "not_signed_in";

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await answer(api.GET("/api/session", { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.code === NOT_SIGNED_IN) {
        return null;
      }
      throw error;
    }
  },
  staleTime: Infinity,
});

/** @throws {ApiProblem} `sign_in_failed` when name or password is wrong */
export async function signIn(userName: string, password: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch("/api/session", {
      method: "POST",
      body: new URLSearchParams({ j_username: userName, j_password: password }),
    });
  } catch {
    throw new ApiProblem(0, UNREACHABLE, "The server can't be reached");
  }
  if (!response.ok) {
    throw problemOf(response.status, await response.json().catch(() => undefined));
  }
}

/** Ends the session and leaves nothing of it in this tab's memory. */
export async function signOut(): Promise<void> {
  await fetch("/api/session", { method: "DELETE" });
  location.reload();
}

/** The session of whoever is signed in; only for what is inside RequireSession. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (data === undefined || data === null) {
    throw new Error("useSession is only for what is inside RequireSession");
  }
  return data;
}

export const useIsAdmin = (): boolean => useSession().roles.includes("admin");

/** How people may come in. */
export const signInWaysQuery = queryOptions({
  queryKey: ["sign-in"],
  queryFn: ({ signal }) => answer(api.GET("/api/sign-in", { signal })),
  staleTime: Infinity,
});

/** Where a browser signs in at the identity provider, to come back to this page. */
export const oidcPath = (page: string): string => `/api/session/oidc?next=${encodeURIComponent(page)}`;

/** The roles that may plan and run a stop. */
export const STOP_ROLES = ["operator", "admin"];

export const useMayStop = (): boolean => useSession().roles.some((role) => STOP_ROLES.includes(role));
