-- Which network namespace is the host's own, so that a listener of a container's is told from one of the host's.

alter table host add column netns bigint;  -- of its agent, at its last hello; null: the agent did not tell

create or replace view host_watch as
select h.host_id, h.name, s.looked_at,
       case when h.connected_at is null then 'NEVER'
            when h.disconnected_at is not null then 'OFFLINE'
            when s.looked_at >= now() - interval '15 seconds' then 'LIVE'
            when greatest(h.connected_at, h.last_frame_at) >= now() - interval '60 seconds' then 'SILENT'
            else 'OFFLINE' end as watch,
       h.netns, h.boot_id
from host h left join host_stream s using (host_id);
