-- One request over many hosts. Each line is a stop of its own; what is here is their order, their waves and when to give up.
create table bulk_stop (
    bulk_id         uuid primary key,
    state           text not null check (state in
        ('PLANNED', 'AWAITING_APPROVAL', 'APPROVED', 'RUNNING', 'SETTLED', 'DISCARDED')),
    what            text not null,               -- in words, as whoever planned it chose the lines
    wave_size       int not null,
    pause           bigint not null,             -- seconds between the end of a wave and the next one
    max_failures    int not null,                -- with more, no further wave begins
    demands         jsonb not null,
    planned_by      text not null,
    planned_subject uuid not null,
    planned_at      timestamptz not null,
    expires_at      timestamptz,                 -- of the plan, the wait or the approval; null from then on
    reason          text,
    ticket          text,
    requested_by    text,
    requested_subject uuid,
    requested_at    timestamptz,
    wave            int not null default 0,      -- the last one that has begun; written before its first line is requested
    wave_began_at   timestamptz,
    halted          text,                        -- why no further wave begins; null: it goes on
    settled_at      timestamptz
);
create index bulk_stop_newest on bulk_stop (planned_at, bulk_id);
create index bulk_stop_unsettled on bulk_stop (state) where state not in ('SETTLED', 'DISCARDED');

create table bulk_line (
    bulk_id    uuid not null references bulk_stop,
    line       int not null,
    host_id    uuid not null references host,
    label      text not null,                    -- what it is for, where there is no stop to ask
    wave       int,                              -- null: refused when it was planned
    stop_id    uuid references stop_request,
    problem    text,                             -- code of why it was not run
    detail     text,
    primary key (bulk_id, line)
);
create index bulk_line_stop on bulk_line (stop_id) where stop_id is not null;
grant select, insert, update on bulk_stop, bulk_line to portledger_app;
