-- Who has to agree to a stop, and what nobody may stop. Rules are never edited: another version follows.
create table policy_rule (
    rule_id             uuid not null,
    version             int not null check (version >= 1),
    kind                text not null check (kind in ('APPROVAL', 'PROTECTED')),
    name                text not null,
    applies             jsonb not null,          -- RuleMatch: what it is for
    effect              text not null check (effect in ('APPROVAL', 'FORBID')),
    approvals           int not null,            -- of so many people; 0 where it forbids
    approvers           jsonb not null,          -- names of people; empty: everybody who is an approver
    request_valid_for   bigint not null,         -- seconds
    run_within          bigint not null,         -- seconds
    break_glass         boolean not null,
    retired             boolean not null,
    changed_by          text not null,
    changed_at          timestamptz not null,
    primary key (rule_id, version)
);
create view policy_rule_now as
select distinct on (rule_id) * from policy_rule order by rule_id, version desc;
grant select, insert on policy_rule to portledger_app;
grant select on policy_rule_now to portledger_app;

-- What is in force from the start (docs/adr/0031).
insert into policy_rule values
    ('00000000-0000-4000-8000-000000000901', 1, 'APPROVAL', 'SIGKILL by an operator',
     '{"requesterRole": "OPERATOR", "sigkill": true}', 'APPROVAL', 1, '[]', 3600, 900, true, false, 'server', now()),
    ('00000000-0000-4000-8000-000000000902', 1, 'APPROVAL', 'More than 10 hosts at once',
     '{"moreThanHosts": 10}', 'APPROVAL', 1, '[]', 3600, 900, true, false, 'server', now());

-- A wait for others to agree, to one stop or to one bulk stop.
create table approval_request (
    subject_id    uuid primary key,              -- the stop, or the bulk stop
    kind          text not null check (kind in ('STOP', 'BULK')),
    host_id       uuid references host,          -- null for a bulk stop
    protocol      text,
    port          int,
    title         text not null,
    digest        text not null,                 -- of exactly that plan; who agrees sends it back
    demands       jsonb not null,                -- the rules as they were when it was asked for
    reason        text not null,
    ticket        text,
    requested_by  text not null,
    requested_subject uuid not null,
    requested_at  timestamptz not null,
    expires_at    timestamptz not null,
    run_before    timestamptz,                   -- null until it is approved
    state         text not null check (state in
        ('PENDING', 'APPROVED', 'USED', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'OUTDATED', 'OVERRIDDEN')),
    ended_at      timestamptz
);
create index approval_request_pending on approval_request (expires_at, subject_id) where state = 'PENDING';
create index approval_request_newest on approval_request (requested_at, subject_id);

-- What people said; nobody twice.
create table approval_decision (
    subject_id  uuid not null references approval_request,
    person      uuid not null,
    name        text not null,
    token       text,                            -- the API token that said it; null: in a session
    decision    text not null check (decision in ('APPROVE', 'REJECT')),
    digest      text not null,
    comment     text,
    at          timestamptz not null,
    primary key (subject_id, person)
);

-- Stops that were run without the approvals that they needed.
create table break_glass (
    subject_id      uuid primary key,
    kind            text not null check (kind in ('STOP', 'BULK')),
    host_id         uuid references host,
    protocol        text,
    port            int,
    title           text not null,
    reason          text not null,
    waived          jsonb not null,              -- the demands that were not met
    broken_by       text not null,
    broken_subject  uuid not null,
    broken_at       timestamptz not null,
    acknowledged_by text,
    acknowledged_at timestamptz
);
create index break_glass_open on break_glass (broken_at) where acknowledged_at is null;

grant select, insert, update on approval_request, break_glass to portledger_app;
grant select, insert on approval_decision to portledger_app;

alter table stop_request drop constraint stop_request_state_check;
alter table stop_request add constraint stop_request_state_check check
    (state in ('PLANNED', 'AWAITING_APPROVAL', 'APPROVED', 'REQUESTED', 'RUNNING', 'SETTLED', 'DISCARDED'));
alter table stop_request add column demands jsonb not null default '[]';   -- the rules that matched when it was planned
alter table stop_request add column requested_subject uuid;
alter table stop_request add column wait_expires_at timestamptz;           -- of the wait for approvals, then for the run
alter table stop_request add column bulk_id uuid;
create index stop_request_waiting on stop_request (wait_expires_at) where state in ('AWAITING_APPROVAL', 'APPROVED');
create index stop_request_bulk on stop_request (bulk_id) where bulk_id is not null;
