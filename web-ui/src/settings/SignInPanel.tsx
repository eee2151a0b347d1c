import { useQuery } from "@tanstack/react-query";
import { signInWaysQuery } from "../access/session";
import { Loaded, NeverHadData } from "../ui/PageStates";

/** Whether people sign in at an identity provider. */
export function SignInPanel() {
  const query = useQuery(signInWaysQuery);
  return (
    <Loaded query={query} what="the ways to sign in" rows={3}>
      {({ oidc, issuer, oidcGivesRoles }) =>
        oidc === undefined ? (
          <NeverHadData title="No identity provider is configured">
            People sign in by password. OpenID Connect is set up with <code>portledger.oidc.issuer</code>; see
            docs/operating.md.
          </NeverHadData>
        ) : (
          <dl className="pl-facts">
            <div>
              <dt>Identity provider</dt>
              <dd>{oidc}</dd>
            </div>
            <div>
              <dt>Issuer</dt>
              <dd>
                <code>{issuer}</code>
              </dd>
            </div>
            <div>
              <dt>Roles</dt>
              <dd>
                {oidcGivesRoles
                  ? "by what it says of people, at each sign-in, and by administrators here"
                  : "by administrators here, for people who have signed in once"}
              </dd>
            </div>
          </dl>
        )
      }
    </Loaded>
  );
}
