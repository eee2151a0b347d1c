-- Hosts, how they enrol, and where each host's stream of frames stands.
-- Roles: the owner of this schema migrates; portledger_app runs the server (see docs/operating.md). Both exist beforehand.

create table host (
    host_id         uuid primary key,
    name            text not null,
    public_key      bytea not null,              -- Ed25519, X.509 encoding
    enrolled_at     timestamptz not null default now(),
    -- what the agent said of itself; null until its first hello
    os              text,
    kernel          text,
    agent_version   text,
    boot_id         uuid,
    booted_at       timestamptz,
    facilities      jsonb,
    skew            interval,                    -- server's clock minus agent's; null until measured
    resident_bytes  bigint,
    outbox_frames   int,
    connected_at    timestamptz,                 -- last connection; null: never
    disconnected_at timestamptz,                 -- null while connected
    last_frame_at   timestamptz                  -- server's clock
);
create unique index host_name on host (name, host_id);

create table enrolment_token (
    token_hash bytea primary key,                -- SHA-256; the token itself is never kept
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    uuid references host
);

-- One row a host: what of its stream is committed; epoch 0 before the first frame. Written in the transaction that applies the
-- frames.
create table host_stream (
    host_id  uuid primary key references host,
    epoch    bigint not null,
    sequence bigint not null,
    digest   bigint not null,                    -- of the listeners that are open here; within a snapshot, of those listed so far
    boot_id  uuid,                               -- boot of the last snapshot; null before the first
    looked_at timestamptz                        -- last look that is in the ledger, server's clock; null before the first
);

grant select, insert, update on host, enrolment_token, host_stream to portledger_app;
