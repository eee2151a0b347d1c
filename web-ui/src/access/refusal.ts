/** Where the server leads somebody whom it, or the identity provider, did not let in. */
export const FAILED = "/sign-in-failed";

/** Why the identity provider did not let somebody in, by the address that it led back to. */
export function refusalOf({ pathname, search }: { pathname: string; search: string }): string | undefined {
  if (pathname !== FAILED) {
    return undefined;
  }
  const code = new URLSearchParams(search).get("error");
  switch (code) {
    case "disabled":
      return "Your account is disabled; an administrator can enable it";
    case "access_denied":
      return "The identity provider did not let you in (access_denied)";
    default:
      return code === null ? "The sign-in was not completed" : `The sign-in was not completed (${code})`;
  }
}
