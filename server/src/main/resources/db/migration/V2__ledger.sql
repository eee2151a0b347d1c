-- The ledger. A holding is an interval in which one socket held an endpoint with one list of holders. All times are the
-- agent's, corrected to the server's clock.
--
-- "Now" and "as of T" are one query: an open holding ends at infinity and lives in holding_open; closing it moves the row into
-- the month it ended in. Retention drops months.

create table holding (
    host_id      uuid not null,
    holding_id   uuid not null,
    boot_id      uuid not null,
    netns        bigint not null,
    protocol     text not null check (protocol in ('TCP', 'UDP')),
    address      inet not null,                  -- without zone; host mask
    device       text,
    port         int not null check (port between 1 and 65535),
    socket_id    text not null,                  -- cookie:N or inode:N
    v6_only      boolean,                        -- null: IPv4, or not known
    uid          bigint not null,
    inode        bigint,
    backlog_max  bigint,
    began_after  timestamptz,                    -- last look without it; null: nothing is known of before
    began_at     timestamptz not null,           -- known to hold from here
    began_how    text not null check (began_how in ('EVENT', 'BETWEEN_LOOKS', 'FIRST_LOOK', 'AFTER_GAP', 'HOLDERS_CHANGED')),
    ended_after  timestamptz,                    -- known to hold until here; null while open
    ended_at     timestamptz not null default 'infinity', -- known to be gone from here
    ended_how    text check (ended_how in ('EVENT', 'BETWEEN_LOOKS', 'AGENT_GONE', 'HOST_REBOOTED', 'HOLDERS_CHANGED')),
    holders      jsonb not null,                 -- domain Holders: {"are": "known" | "partial", "list": [...], "gap": ...}
    -- the first holder, for sorting, facets and search; null where there is none or none is known
    pid          int,
    comm         text,
    exe          text,
    user_name    text,
    unit         text,
    container    text,
    owner_kind   text not null check (owner_kind in ('UNIT', 'CONTAINER', 'UNMANAGED', 'KERNEL', 'UNKNOWN')),
    bind_kind    text not null check (bind_kind in ('WILDCARD', 'LOOPBACK', 'SPECIFIC')),
    search_text  text not null,                  -- lower case: all holders' comm, exe, cmdline, user, unit, container; address; port
    primary key (host_id, holding_id, ended_at),
    check ((ended_at = 'infinity') = (ended_how is null)),
    check ((ended_at = 'infinity') = (ended_after is null)),
    check (began_after is null or began_after <= began_at),
    check (began_at <= ended_at)
) partition by range (ended_at);

create table holding_open partition of holding for values from ('infinity') to (maxvalue);
create unique index holding_open_socket on holding_open
    (host_id, boot_id, netns, protocol, address, port, socket_id, coalesce(device, ''));
create table holding_rest partition of holding default;  -- months that have no partition yet

create index holding_port on holding (host_id, protocol, port, began_at);
create index holding_open_port on holding_open (port);

-- What the snapshot that is being received has listed so far; empty between snapshots.
create table snapshot_listing (
    host_id    uuid not null,
    holding_id uuid not null,
    primary key (host_id, holding_id)
);

-- When an agent was watching. A time that no row covers is unknown.
create table coverage (
    host_id    uuid not null,
    began_at   timestamptz not null,
    seen_until timestamptz not null,             -- last look known to the server
    epoch      bigint not null,
    boot_id    uuid not null,
    ended_how  text check (ended_how in ('AGENT_GONE', 'HOST_REBOOTED', 'GAP')), -- null while it goes on
    reason     text,                             -- of a gap, for people
    primary key (host_id, began_at),
    check (began_at <= seen_until)
);

-- TIME_WAIT and closing connections per local endpoint, as last reported; zero counts are removed.
create table connection_count (
    host_id        uuid not null,
    netns          bigint not null,
    address        inet not null,
    device         text not null default '',
    port           int not null,                 -- 0: all ephemeral ports together, address 0.0.0.0
    state          text not null,
    count          int not null check (count > 0),
    last_leaves_at timestamptz,                  -- TIME_WAIT only
    changed_at     timestamptz not null,
    reported_at    timestamptz not null,         -- last report, changed or not
    primary key (host_id, netns, address, device, port, state)
);
create index connection_count_port on connection_count (port, state);

-- The same over time, on change; rolled up and dropped with age.
create table connection_history (
    host_id        uuid not null,
    at             timestamptz not null,
    netns          bigint not null,
    address        inet not null,
    device         text not null default '',
    port           int not null,
    state          text not null,
    count          int not null,
    last_leaves_at timestamptz
) partition by range (at);
create table connection_history_rest partition of connection_history default;
create index connection_history_port on connection_history (host_id, port, at);

-- Makes the partitions of this month and the next ones; the server calls it at start and daily. It runs as the owner, since the
-- server's role may not create tables.
create function ledger_ensure_partitions(months int) returns void
    language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    first date;
    parent text;
begin
    for i in 0 .. months loop
        first := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
        foreach parent in array array ['holding', 'connection_history'] loop
            begin
                execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
                    parent || '_' || to_char(first, 'YYYYMM'), parent,
                    first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
            exception when check_violation then
                -- rows of that month are already in the default partition: they stay there
                null;
            end;
        end loop;
    end loop;
end
$$;
revoke all on function ledger_ensure_partitions(int) from public;
grant execute on function ledger_ensure_partitions(int) to portledger_app;

grant select, insert, update, delete on holding, holding_open, snapshot_listing, coverage, connection_count, connection_history to portledger_app;
