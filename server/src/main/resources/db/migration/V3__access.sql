-- People who may sign in. Passwords are bcrypt in modular crypt format.
create table app_user (
    user_name  text primary key check (user_name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    password   text not null,
    roles      text not null,                    -- comma-separated: viewer, operator, approver, admin
    created_at timestamptz not null default now(),
    disabled   boolean not null default false
);
grant select, insert, update on app_user to portledger_app;

-- Who is signed in. The cookie names a row; ending the row ends the session wherever the cookie went.
create table app_session (
    session_id   uuid primary key,
    user_name    text not null references app_user,
    signed_in_at timestamptz not null,
    last_seen_at timestamptz not null,           -- of a request, within a minute
    ended_at     timestamptz                     -- signed out; null: not yet, though it may have timed out
);
create index app_session_user on app_session (user_name);
grant select, insert, update, delete on app_session to portledger_app;
