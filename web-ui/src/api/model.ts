import type { paths } from "../../target/openapi";

type JsonOf<R> = R extends { content: { "application/json": infer B } } ? B : never;
type ResponsesOf<P extends keyof paths> = paths[P] extends { get: { responses: infer R } } ? R : never;

/** What GET on a path answers. */
export type Body<P extends keyof paths> = JsonOf<ResponsesOf<P>[200 & keyof ResponsesOf<P>]>;

export type ListenerPage = Body<"/api/listeners">;
export type Listener = ListenerPage["items"][number];
export type Facets = Body<"/api/listeners/facets">;
export type FacetValue = Facets["host"][number];
export type Holders = Listener["holders"];
export type Holder = Holders["list"][number];
export type Watch = Listener["watch"];
export type Protocol = Listener["protocol"];

export type HostRow = Body<"/api/hosts">["items"][number];
export type HostDetail = Body<"/api/hosts/{hostId}">;
export type Coverage = HostDetail["coverage"][number];
export type Findings = Body<"/api/hosts/{hostId}/findings">;
export type Finding = Findings["findings"][number];
export type Activity = Body<"/api/hosts/{hostId}/activity">["items"][number];

export type PortView = Body<"/api/hosts/{hostId}/ports/{protocol}/{port}">;
export type PortState = PortView["state"];
export type PortHistory = Body<"/api/hosts/{hostId}/ports/{protocol}/{port}/holdings">;
export type HostHistory = Body<"/api/hosts/{hostId}/holdings">;
export type TimeWaitRow = Body<"/api/time-wait">["items"][number];

export type FailedBindPage = Body<"/api/failed-binds">;
export type FailedBind = FailedBindPage["items"][number];
export type FailedBindState = FailedBind["state"];
export type FailedBindFacets = Body<"/api/failed-binds/facets">;
export type Claimant = FailedBind["claimant"];
export type HeldSocket = FailedBind["inTheWay"][number];

export type Overview = Body<"/api/overview">;
export type Approval = Body<"/api/approvals">["items"][number];
export type Demand = Approval["demands"][number];
export type BreakGlass = Body<"/api/break-glass">["items"][number];
export type PolicyRule = Body<"/api/approval-rules">["items"][number];
export type HostPolicyPage = Body<"/api/host-policies">;
export type HostPolicy = HostPolicyPage["items"][number];
export type HostPolicyKind = HostPolicy["kind"];
export type BulkStop = Body<"/api/bulk-stops/{bulkId}">;
export type BulkLine = NonNullable<BulkStop["lines"]>[number];

export type Stop = Body<"/api/stops/{stopId}">;
export type StopOutcome = NonNullable<Stop["outcome"]>;
export type AuditEntry = Body<"/api/audit">["items"][number];
export type AuditVerification = Body<"/api/audit/verify">;
export type AuditWitness = Body<"/api/audit/witnesses">[number];
export type Agent = Body<"/api/agents">["items"][number];
export type AgentStatus = Agent["status"];
export type EnrolmentToken = Body<"/api/enrolment-tokens">["items"][number];
export type Session = Body<"/api/session">;
export type User = Body<"/api/users">["items"][number];
export type Grant = User["grants"][number];
export type UserSession = Body<"/api/account/sessions">["items"][number];
export type ApiToken = Body<"/api/account/tokens">["items"][number];
export type SignInWays = Body<"/api/sign-in">;
