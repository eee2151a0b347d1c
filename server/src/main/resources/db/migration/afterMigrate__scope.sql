-- What somebody sees whose role is limited to hosts with certain labels. A reading for such a person has this schema, and no other, as
-- its search path (class Reading): each table in it has only the rows of hosts that the setting portledger.scope means, a JSON array of
-- label objects. A table that is not in it is not there for that person. It is made from what tables there are, so that none is
-- forgotten, after every migration (and before the first one of hosts with labels there is nothing to do).
do
$$
declare
    relation text;
begin
    if to_regclass('public.host') is null or not exists (select from information_schema.columns
            where table_schema = 'public' and table_name = 'host' and column_name = 'labels') then
        return;
    end if;
    create schema if not exists scoped;
    grant usage on schema scoped to portledger_app;
    create or replace view scoped.visible_host as
        select host_id from public.host where exists (select from
            jsonb_array_elements(current_setting('portledger.scope')::jsonb) selector where labels @> selector);
    grant select on scoped.visible_host to portledger_app;
    for relation in
        select c.table_name from information_schema.columns c
            join pg_class k on k.relname = c.table_name and k.relnamespace = 'public'::regnamespace
        where c.table_schema = 'public' and c.column_name = 'host_id' and k.relkind in ('r', 'p', 'v')
    loop
        execute format('create or replace view scoped.%I as select * from public.%I'
            ' where host_id in (select host_id from scoped.visible_host)', relation, relation);
        execute format('grant select on scoped.%I to portledger_app', relation);
    end loop;
    -- a bulk stop tells of all of its hosts: it is there for who sees each of them, and one at least
    if to_regclass('public.bulk_line') is not null then
        create or replace view scoped.bulk_stop as select b.* from public.bulk_stop b
            where exists (select from public.bulk_line l where l.bulk_id = b.bulk_id)
                and not exists (select from public.bulk_line l where l.bulk_id = b.bulk_id
                    and l.host_id not in (select host_id from scoped.visible_host));
        grant select on scoped.bulk_stop to portledger_app;
        -- and so is what others were asked for it, or should have been
        foreach relation in array array['approval_request', 'break_glass'] loop
            execute format('create or replace view scoped.%I as select r.* from public.%I r'
                ' where r.host_id in (select host_id from scoped.visible_host)'
                ' or r.host_id is null and exists (select from scoped.bulk_stop b where b.bulk_id = r.subject_id)',
                relation, relation);
            execute format('grant select on scoped.%I to portledger_app', relation);
        end loop;
    end if;
    -- tables that belong to a stop, and so to its host
    for relation in
        select c.table_name from information_schema.columns c
            join pg_class k on k.relname = c.table_name and k.relnamespace = 'public'::regnamespace
        where c.table_schema = 'public' and c.column_name = 'stop_id' and k.relkind in ('r', 'p', 'v')
            and not exists (select from information_schema.columns h
                where h.table_schema = 'public' and h.table_name = c.table_name and h.column_name = 'host_id')
    loop
        execute format('create or replace view scoped.%I as select * from public.%I'
            ' where stop_id in (select stop_id from scoped.stop_request)', relation, relation);
        execute format('grant select on scoped.%I to portledger_app', relation);
    end loop;
end
$$;
