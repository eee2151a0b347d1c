-- Stop requests. The audit log tells what happened; this is where each one stands.
create table stop_request (
    stop_id      uuid primary key,
    host_id      uuid not null references host,
    protocol     text not null,
    port         int not null,
    socket       text not null,                  -- domain SocketKey as text
    state        text not null check (state in ('PLANNED', 'REQUESTED', 'RUNNING', 'SETTLED', 'DISCARDED')),
    plan         jsonb not null,                 -- target, method, warnings, commands as shown
    planned_by   text not null,
    planned_at   timestamptz not null,
    plan_expires_at timestamptz not null,
    follows      uuid references stop_request,   -- the timed-out SIGTERM that a SIGKILL follows
    reason       text,
    ticket       text,
    requested_by text,
    requested_at timestamptz,
    deadline     timestamptz,
    sent_at      timestamptz,                    -- first handed to a connection; written before that. Null: the host cannot have it
    abort_asked_at timestamptz,                  -- it is not sent any more
    outcome      jsonb,                          -- domain StopOutcome; null until settled
    settled_at   timestamptz,
    version      int not null default 0
);
create index stop_request_port on stop_request (host_id, protocol, port, planned_at);
create index stop_request_unsettled on stop_request (host_id) where state in ('REQUESTED', 'RUNNING');
-- one at a time a socket
create unique index stop_request_one_open on stop_request (host_id, socket) where state in ('REQUESTED', 'RUNNING');
create index stop_request_newest on stop_request (planned_at, stop_id);

-- Steps as the agent reported them; each at most once.
create table stop_step (
    stop_id uuid not null references stop_request,
    step    text not null,
    at      timestamptz not null,
    detail  text,
    primary key (stop_id, step)
);
grant select, insert, update on stop_request to portledger_app;
grant select, insert on stop_step to portledger_app;
