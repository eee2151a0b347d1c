-- Binds that failed, a row a series. What the agent told is kept as it was told, times corrected to the server's clock; the
-- other columns are for search, facets and order.
--
-- Not in partitions: a series is written again while it goes on, and which month it is of would change with it. Series are
-- folded, so there are few; those that are resolved and old are deleted.
create table failed_bind (
    host_id       uuid not null,
    failed_id     uuid not null,
    boot_id       uuid not null,
    first_at      timestamptz not null,
    last_at       timestamptz not null,
    times         bigint not null check (times > 0),
    call          text not null check (call in ('BIND', 'LISTEN')),
    protocol      text not null check (protocol in ('TCP', 'UDP')),
    address       inet not null,                 -- wanted; without zone
    device        text,
    port          int not null check (port between 1 and 65535),
    errno         int,                           -- null: the source of events does not tell it
    cause         text,                          -- of the diagnosis; null: nobody has judged it
    pid           int not null,
    comm          text not null,
    exe           text,                          -- this and the next ones null: not known, or not of one
    user_name     text,
    unit          text,
    container     text,
    reported      jsonb not null,                -- domain FailedBindSeries
    search_text   text not null,                 -- lower case: claimant and holders; address; port; cause
    state         text not null default 'OPEN' check (state in ('OPEN', 'SNOOZED', 'RESOLVED')),
    snoozed_until timestamptz,
    state_at      timestamptz not null,          -- since when it is in this state
    state_by      text,                          -- user name; null: by itself
    resolved_how  text check (resolved_how in ('PERSON', 'CLAIMANT_HOLDS', 'NOT_TRIED_AGAIN')),
    note          text,                          -- of the person who resolved or snoozed it
    primary key (host_id, failed_id),
    check (first_at <= last_at),
    check ((state = 'SNOOZED') = (snoozed_until is not null)),
    check ((state = 'RESOLVED') = (resolved_how is not null))
);
create index failed_bind_port on failed_bind (host_id, protocol, port, last_at);
create index failed_bind_newest on failed_bind (last_at, host_id, failed_id);
create index failed_bind_unresolved on failed_bind (host_id, last_at) where state <> 'RESOLVED';
create index failed_bind_search on failed_bind using gin (search_text gin_trgm_ops);

grant select, insert, update, delete on failed_bind to portledger_app;
