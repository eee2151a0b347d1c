-- What the reading side needs: who is watched, and indexes for search, for "as of T", and for what happened last.

-- Substring search. A trusted extension: the owner of the database may create it.
create extension if not exists pg_trgm;

-- A host as other features may read it: its name, and whether it is watched right now. The one place that says what LIVE means.
--   LIVE     connected, and its sockets were looked at within 15 s
--   SILENT   connected, but no look within 15 s
--   OFFLINE  not connected, or connected by name only: nothing came for a minute
--   NEVER    enrolled, never connected
create view host_watch as
select h.host_id, h.name, s.looked_at,
       case when h.connected_at is null then 'NEVER'
            when h.disconnected_at is not null then 'OFFLINE'
            when s.looked_at >= now() - interval '15 seconds' then 'LIVE'
            when greatest(h.connected_at, h.last_frame_at) >= now() - interval '60 seconds' then 'SILENT'
            else 'OFFLINE' end as watch
from host h left join host_stream s using (host_id);
grant select on host_watch to portledger_app;

create index holding_open_search on holding_open using gin (search_text gin_trgm_ops);
create index holding_open_order on holding_open (port, host_id, holding_id);
drop index holding_open_port;  -- a prefix of the one above

create index holding_port_ended on holding (port, ended_at);
create index holding_began on holding (began_at);
create index holding_host_began on holding (host_id, began_at);
create index holding_ended on holding (ended_at) where ended_at < 'infinity';
create index holding_host_ended on holding (host_id, ended_at) where ended_at < 'infinity';
