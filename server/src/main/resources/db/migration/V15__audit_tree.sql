-- The Merkle tree of RFC 6962 over the audit log, its signed checkpoints, and what hosts say to them (docs/audit.md). Like the entries:
-- the server's role may select and insert, nothing else.

-- Complete subtrees: level 0 are the hashes of leaves, SHA-256(0x00 || hash of the entry); above, SHA-256(0x01 || left || right).
create table audit_node (
    level    smallint not null,
    position bigint not null,                    -- from 0, in subtrees of this level; at level 0 the entry's sequence - 1
    hash     bytea not null,
    primary key (level, position)
);

create table audit_checkpoint (
    size      bigint primary key,                -- entries
    root      bytea not null,
    signed_at timestamptz not null,
    note      text not null                      -- c2sp.org/tlog-checkpoint, signed by the log's key
);

create table audit_cosignature (
    size        bigint not null,
    host_id     uuid not null,
    taken_at    timestamptz not null,            -- the server's clock
    cosigner    text not null,                   -- the host's key as c2sp.org/signed-note writes it
    line        text not null,                   -- signature line of c2sp.org/tlog-cosignature
    primary key (size, host_id)
);
create index audit_cosignature_host on audit_cosignature (host_id, taken_at);

-- Checkpoints that hosts did not accept.
create table audit_refusal (
    id       bigint generated always as identity primary key,
    host_id  uuid not null,
    taken_at timestamptz not null,
    reason   text not null,                      -- domain Refusal
    kept     text,                               -- the checkpoint that the host holds against it; null: none, or one that cannot be read
    offered  text not null                       -- the one that it did not accept
);
create index audit_refusal_host on audit_refusal (host_id, taken_at);

do $$
declare
    lvl smallint := 0;
    added bigint;
    relation text;
begin
    -- entries from before the tree; gaps that somebody tore stay gaps of the tree
    insert into audit_node select 0, sequence - 1, sha256('\x00'::bytea || hash) from audit_entry where sequence > 0;
    loop
        insert into audit_node
        select lvl + 1, l.position / 2, sha256('\x01'::bytea || l.hash || r.hash)
        from audit_node l join audit_node r on r.level = l.level and r.position = l.position + 1
        where l.level = lvl and l.position % 2 = 0;
        get diagnostics added = row_count;
        exit when added = 0;
        lvl := lvl + 1;
    end loop;

    foreach relation in array array['audit_node', 'audit_checkpoint', 'audit_cosignature', 'audit_refusal'] loop
        execute format('create trigger audit_no_change before update or delete on %I for each row execute function audit_is_append_only()', relation);
        execute format('create trigger audit_no_truncate before truncate on %I for each statement execute function audit_is_append_only()', relation);
        execute format('grant select, insert on %I to portledger_app', relation);
    end loop;
end
$$;
