-- Who somebody is, apart from the account that is used: accounts of one person have one subject.
alter table app_user add column subject uuid not null default gen_random_uuid();
create index app_user_subject on app_user (subject);

-- What people may do, and on which hosts: those that have all labels of the selector; {} is every host.
create table role_grant (
    grant_id   uuid primary key default gen_random_uuid(),
    subject    uuid not null,
    role       text not null check (role in ('viewer', 'operator', 'approver', 'admin')),
    selector   jsonb not null default '{}' check (jsonb_typeof(selector) = 'object'),
    source     text not null default 'ADMIN' check (source in ('ADMIN', 'CLAIM')),  -- given by an administrator, or by the identity provider
    granted_by text not null,
    granted_at timestamptz not null default now(),
    unique (subject, role, selector, source),
    check (role <> 'admin' or selector = '{}')   -- who may change grants could lift the own limit
);
insert into role_grant (subject, role, granted_by)
select subject, role, 'server' from app_user cross join string_to_table(roles, ',') role
where role in ('viewer', 'operator', 'approver', 'admin') on conflict do nothing;
alter table app_user drop column roles;
grant select, insert, delete on role_grant to portledger_app;

alter table host add column labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object');
