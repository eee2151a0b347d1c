import createClient from "openapi-fetch";
import type { paths } from "../../target/openapi";

/** What the server says of a request it did not fulfil; {@link code} is stable and the only thing to decide on. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly detail?: string,
    readonly field?: string,
  ) {
    super(detail ?? title);
    this.name = "ApiProblem";
  }
}

/** The request did not reach the server, or its answer did not reach us. */
export const UNREACHABLE = "server_unreachable";

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Reads a problem+json body; anything else becomes a problem with the status as its code. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const fields: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  return new ApiProblem(
    status,
    text(fields["code"]) ?? `http_${status}`,
    text(fields["title"]) ?? `The server answered ${status}`,
    text(fields["detail"]),
    text(fields["field"]),
  );
}

export const api = createClient<paths>({
  querySerializer: { array: { style: "form", explode: true } },
});

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** Waits for a request whose answer has no body. @throws {ApiProblem} unless it was fulfilled */
export async function done(request: Promise<Answer<unknown>>): Promise<void> {
  await answer(request.then(({ error, response }) => ({ error, response, data: response.ok || undefined })));
}

/** The body of a fulfilled request. @throws {ApiProblem} otherwise */
export async function answer<T>(request: Promise<Answer<T>>): Promise<T> {
  let result: Answer<T>;
  try {
    result = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") {
      throw cause;
    }
    throw new ApiProblem(0, UNREACHABLE, "The server can't be reached");
  }
  if (!result.response.ok || result.data === undefined) {
    throw problemOf(result.response.status, result.error);
  }
  return result.data;
}
