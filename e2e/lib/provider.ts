import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";

/** Somebody whom the identity provider knows; signs in there with the name and any password. */
interface Person {
  groups: string[];
  email: string;
}

/** A real OpenID Connect provider on loopback (panva/oidc-provider), with its own sign-in pages. */
export class IdentityProvider {
  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(client: { id: string; secret: string; redirect: string }, people: Record<string, Person>) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [client.redirect],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      pkce: { required: () => true },
      conformIdTokenClaims: false,
      claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
      cookies: { keys: ["only for a test"] },
      findAccount: (_: unknown, sub: string) => {
        const person = people[sub];
        return person === undefined
          ? undefined
          : { accountId: sub, claims: () => ({ sub, preferred_username: sub, ...person }) };
      },
    });
    const answer = provider.callback();
    server.on("request", (request, response) => void answer(request, response));
    return new IdentityProvider(issuer, server);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}
