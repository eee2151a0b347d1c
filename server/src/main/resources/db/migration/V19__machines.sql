-- How hosts become known and unknown again, which keys they and the server sign with, and what hosts signed of stops.

alter table host
    add column next_public_key  bytea,           -- the key that the agent wants to be known by; in use from its first hello on
    add column revoked_at       timestamptz,     -- may not connect any more; null: may
    add column revoked_by       text,
    add column revoke_reason    text,
    add column enrolled_with    uuid,            -- enrolment_token; null before this was kept
    add column rekey_asked_at   timestamptz,     -- somebody wants it to have another key; null: nobody, or it has
    add column rekey_asked_by   text,
    add column signs_receipts   boolean not null default false,  -- has said so once: from then on what is not signed is not believed
    add column command_serial   bigint,          -- the set of command keys that its agent knows; null: none, it takes no commands
    add column command_key_ids  text[] not null default '{}';

-- Every key that a host was known by; rows are added and closed, never removed, so that old receipts can be checked.
create table host_key (
    host_id     uuid not null references host,
    key_id      text not null,                   -- SHA-256 of public_key, hexadecimal
    public_key  bytea not null,                  -- Ed25519, X.509 encoding
    valid_from  timestamptz not null,
    valid_until timestamptz,                     -- null: still
    primary key (host_id, key_id)
);
insert into host_key (host_id, key_id, public_key, valid_from)
select host_id, encode(sha256(public_key), 'hex'), public_key, enrolled_at from host;
grant select, insert, update on host_key to portledger_app;

alter table enrolment_token
    add column token_id   uuid not null default gen_random_uuid(),
    add column created_by text not null default 'server',
    add column hostname   text,                  -- only a host of this name; null: any
    add column for_host   uuid references host,  -- only this host, which may have another key than before; null: a host that is not known
    add column labels     jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
    add column revoked_at timestamptz,
    add column revoked_by text,
    add constraint enrolment_token_id unique (token_id);
create index enrolment_token_newest on enrolment_token (created_at);

-- Which keys commands are signed with. The newest row counts; a new one is signed by a key of the one before.
create table command_key_set (
    serial    bigint primary key check (serial > 0),
    payload   text not null,                     -- domain Signed of a CommandKeySet
    signature text not null,
    key_id    text not null,
    made_at   timestamptz not null default now(),
    made_by   text not null
);
grant select, insert on command_key_set to portledger_app;

-- What hosts signed of stops, as it came: payload and signature are checked with the host's key of that id.
create table stop_receipt (
    stop_id     uuid not null references stop_request,
    hash        text not null,                   -- domain Signed.hash; the audit log refers to it
    host_id     uuid not null references host,
    payload     text not null,
    signature   text not null,
    key_id      text not null,
    received_at timestamptz not null default now(),
    primary key (stop_id, hash)
);
grant select, insert on stop_receipt to portledger_app;
