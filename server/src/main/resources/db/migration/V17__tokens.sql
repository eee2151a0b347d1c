-- An account whose person is known by an identity provider has no password here.
alter table app_user alter column password drop not null;

-- Accounts at identity providers (OpenID Connect): issuer and sub are who somebody is there, whatever the name is.
create table oidc_account (
    issuer    text not null,
    sub       text not null,
    user_name text not null unique references app_user,
    email     text,
    primary key (issuer, sub)
);
grant select, insert, update on oidc_account to portledger_app;

-- API tokens. The token itself is shown once and never kept.
create table api_token (
    token_id     uuid primary key,
    token_hash   bytea not null unique,          -- SHA-256
    user_name    text not null references app_user,
    name         text not null,                  -- for people, and for the audit log
    role         text not null check (role in ('viewer', 'operator', 'approver', 'admin')),
    selector     jsonb not null check (jsonb_typeof(selector) = 'object'),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    last_used_at timestamptz,                    -- within a minute; null: never
    revoked_at   timestamptz,
    check (expires_at <= created_at + interval '366 days')
);
create index api_token_user on api_token (user_name);
grant select, insert, update on api_token to portledger_app;

-- So that people recognise their sessions.
alter table app_session add column address text, add column user_agent text;
