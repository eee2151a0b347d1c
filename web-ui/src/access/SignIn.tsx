import { Alert, Button, Card, CardBody, Form, FormGroup, TextInput, Title } from "@patternfly/react-core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useActionState, useEffect } from "react";
import { ApiProblem } from "../api/client";
import { FAILED, refusalOf } from "./refusal";
import { oidcPath, sessionQuery, signIn, signInWaysQuery } from "./session";

const field = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** The name stays in its field, as an answered form is cleared. */
interface Failure {
  message: string;
  userName: string;
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof ApiProblem)) {
    throw error;
  }
  return error.code === "sign_in_failed" ? "User name or password is wrong" : `${error.message} (${error.code})`;
};

/** The address stays what it was, but for the one that tells of a failure. */
const pageToShow = () => (location.pathname === FAILED ? "/" : location.pathname + location.search);

/** Shown in place of any page while nobody is signed in; the address stays, so the page appears afterwards. */
export function SignIn() {
  const client = useQueryClient();
  const ways = useQuery(signInWaysQuery);
  const refused = refusalOf(location);
  useEffect(() => {
    document.title = "Sign in · Portledger";
  }, []);
  const [failure, submit, pending] = useActionState(async (_: Failure | undefined, form: FormData) => {
    const userName = field(form, "userName");
    try {
      await signIn(userName, field(form, "password"));
    } catch (error) {
      return { message: messageOf(error), userName };
    }
    await client.invalidateQueries(sessionQuery);
    return undefined;
  }, undefined);
  return (
    <main className="pl-sign-in">
      <Card>
        <CardBody>
          <Title headingLevel="h1" size="2xl">
            Sign in to Portledger
          </Title>
          <p>Who holds every port, on every host, now and at any time before.</p>
          {refused !== undefined && <Alert isInline variant="danger" title={refused} role="alert" />}
          {failure !== undefined && <Alert isInline variant="danger" title={failure.message} role="alert" />}
          <Form action={submit}>
            <FormGroup label="User name" fieldId="user-name">
              <TextInput
                id="user-name"
                name="userName"
                autoComplete="username"
                defaultValue={failure?.userName}
                required
              />
            </FormGroup>
            <FormGroup label="Password" fieldId="password">
              <TextInput id="password" name="password" type="password" autoComplete="current-password" required />
            </FormGroup>
            <Button type="submit" isBlock isLoading={pending} isDisabled={pending}>
              Sign in
            </Button>
          </Form>
          {ways.data?.oidc !== undefined && (
            <Button variant="secondary" isBlock component="a" href={oidcPath(pageToShow())}>
              Sign in with {ways.data.oidc}
            </Button>
          )}
          <p className="pl-hint">
            The first administrator is <code>admin</code>. The server wrote the password into a file and named it in its
            output.
          </p>
        </CardBody>
      </Card>
    </main>
  );
}
