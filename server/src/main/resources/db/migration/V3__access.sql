-- People who may sign in. Passwords are bcrypt in modular crypt format.
create table app_user (
    user_name  text primary key check (user_name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    password   text not null,
    roles      text not null,                    -- comma-separated: viewer, operator, approver, admin
    created_at timestamptz not null default now(),
    disabled   boolean not null default false
);
grant select, insert, update on app_user to portledger_app;
