-- Append only: every step of everything that was decided or done. Entries are chained by hash; nothing edits or removes one.
create table audit_entry (
    sequence   bigint primary key,               -- 1, 2, 3 … without gaps, given under a lock
    at         timestamptz not null,
    actor_kind text not null check (actor_kind in ('PERSON', 'AGENT', 'SERVER')),
    actor      text not null,                    -- user name, host id, or "server"
    action     text not null,                    -- stable code, stop.requested
    host_id    uuid,
    protocol   text,
    port       int,
    stop_id    uuid,
    reason     text,
    detail     jsonb not null,
    previous   bytea not null,                   -- hash of the entry before; 32 zero bytes for the first
    hash       bytea not null                    -- SHA-256, see docs/audit.md
);
create index audit_entry_port on audit_entry (host_id, protocol, port, sequence);
create index audit_entry_stop on audit_entry (stop_id, sequence) where stop_id is not null;

create function audit_is_append_only() returns trigger language plpgsql as
$$
begin
    raise exception 'audit entries are never changed or removed' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_no_change before update or delete on audit_entry
    for each row execute function audit_is_append_only();
create trigger audit_no_truncate before truncate on audit_entry
    for each statement execute function audit_is_append_only();

grant select, insert on audit_entry to portledger_app;
