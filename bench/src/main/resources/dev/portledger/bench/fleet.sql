-- 500 hosts, 100,000 open listeners and 50,000 that have ended, the same every time. What a host has follows from its kind:
-- one in two runs containers, one in five is a database, and so on; 30 ports of each host are those that every host has.
create table bench_host as
select n, md5('host ' || n)::uuid as host_id,
       kind || '-' || (array['fra', 'ams', 'dub', 'iad', 'sjc'])[1 + n % 5] || '-' || to_char(n, 'FM000') as name, kind
from (select n, (array['web', 'app', 'node', 'db', 'kafka', 'node', 'cache', 'node', 'build', 'node'])[1 + n % 10] as kind
      from generate_series(1, 500) n) numbered;

insert into host (host_id, name, public_key, connected_at, last_frame_at, os, kernel, agent_version)
select host_id, name, '\x01', now() - interval '3 days', now() + interval '1 day', 'Ubuntu 24.04.3 LTS', '6.8.0-87-generic', '0.1.0'
from bench_host;

-- looked at in the future, so that a long measurement finds no host silent
insert into host_stream (host_id, epoch, sequence, digest, looked_at)
select host_id, 1, 1, 0, now() + interval '1 day' from host;

insert into coverage (host_id, began_at, seen_until, epoch, boot_id)
select host_id, now() - interval '3 days', now(), 1, host_id from host;

create table bench_program (place int, comm text, exe text, arguments text, user_name text, port int);
insert into bench_program values
    (0, 'sshd', '/usr/sbin/sshd', '-D [listener] 0 of 10-100 startups', 'root', 22),
    (1, 'node_exporter', '/usr/local/bin/node_exporter', '--collector.systemd --web.listen-address=:9100', 'prometheus', 9100),
    (2, 'systemd-resolve', '/usr/lib/systemd/systemd-resolved', '', 'systemd-resolve', 53),
    (3, 'chronyd', '/usr/sbin/chronyd', '-F 1', '_chrony', 323),
    (4, 'master', '/usr/lib/postfix/sbin/master', '-w', 'root', 25),
    (5, 'nginx', '/usr/sbin/nginx', '-g daemon on; master_process on;', 'root', 443),
    (6, 'nginx', '/usr/sbin/nginx', '-g daemon on; master_process on;', 'root', 80),
    (7, 'java', '/usr/lib/jvm/java-21-openjdk-amd64/bin/java',
        '-XX:+UseG1GC -Xms512m -Xmx2g -XX:+HeapDumpOnOutOfMemoryError -Dlogback.configurationFile=/etc/app/logback.xml -jar /opt/app/app.jar',
        'app', 8080),
    (8, 'postgres', '/usr/lib/postgresql/16/bin/postgres', '-D /var/lib/postgresql/16/main -c config_file=/etc/postgresql/16/main/postgresql.conf',
        'postgres', 5432),
    (9, 'redis-server', '/usr/bin/redis-server', '127.0.0.1:6379', 'redis', 6379),
    (10, 'node', '/usr/bin/node', '--max-old-space-size=1024 /srv/app/dist/main.js', 'deploy', 3000),
    (11, 'python3', '/usr/bin/python3.12', '-m gunicorn --workers 4 --bind 0.0.0.0 wsgi:app', 'www-data', 8000),
    (12, 'envoy', '/usr/local/bin/envoy', '-c /etc/envoy/envoy.yaml --service-cluster edge --log-level warning', 'envoy', 15001),
    (13, 'kubelet', '/usr/bin/kubelet', '--config=/var/lib/kubelet/config.yaml --container-runtime-endpoint=unix:///run/containerd/containerd.sock',
        'root', 10250),
    (14, 'beam.smp', '/usr/lib/erlang/erts-14.2/bin/beam.smp', '-W w -MBas ageffcbf -pc unicode -P 1048576 -- -root /usr/lib/erlang', 'rabbitmq', 5672);

insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, inode, backlog_max, began_at, began_how,
    ended_after, ended_at, ended_how, holders, pid, comm, exe, user_name, unit, container, owner_kind, bind_kind, search_text)
select host_id, md5(host_id::text || n)::uuid, host_id, 4026531840, protocol, address::inet, port, 'cookie:' || n, 1000, 10000 + n, 4096,
    began_at, 'EVENT', ended_at, coalesce(ended_at, 'infinity'), case when ended_at is not null then 'EVENT' end,
    jsonb_build_object('are', 'known', 'list', (
        select jsonb_agg(jsonb_build_object(
            'process', jsonb_build_object('bootId', host_id, 'pid', pid + extra, 'startTicks', 4711 + n),
            'startedAt', to_jsonb(began_at), 'parentPid', case extra when 0 then 1 else pid end, 'comm', comm, 'exe', exe, 'cmdline', cmdline,
            'user', jsonb_build_object('uid', 1000, 'name', user_name), 'management', management, 'descriptors', jsonb_build_array(7)))
        from generate_series(0, case comm when 'nginx' then 2 else 0 end) extra)),
    pid, comm, exe, user_name, unit, container,
    case when container is not null then 'CONTAINER' when unit is not null then 'UNIT' else 'UNMANAGED' end,
    case address when '0.0.0.0' then 'WILDCARD' when '::' then 'WILDCARD' when '127.0.0.1' then 'LOOPBACK' else 'SPECIFIC' end,
    lower(concat_ws(E'\n', comm, exe, cmdline, user_name, unit, address, port))
from (
    select *, exe || ' ' || arguments || ' --instance=' || service || '-' || instance as cmdline,
        case when container is not null then jsonb_build_object('by', 'container', 'runtime', 'docker', 'id', container)
             when unit is not null then jsonb_build_object('by', 'unit', 'name', unit)
             else jsonb_build_object('by', 'nobody') end as management
    from (
        select h.host_id, s.n, p.comm, p.exe, p.arguments, p.user_name, s.service, s.n / 20 as instance,
            case when s.n % 7 = 0 then 'UDP' else 'TCP' end as protocol,
            (array['0.0.0.0', '127.0.0.1', '::', '10.' || h.n / 250 || '.' || h.n % 250 || '.' || 1 + s.n % 3])[1 + s.n % 4] as address,
            case when s.n % 200 < 30 then p.port + s.n % 200 / 15 * 10000
                 when s.n % 3 = 0 then 8000 + (s.n * 31 + h.n) % 1000
                 else 1024 + (s.n * 7919 + h.n * 104729) % 60000 end as port,
            800 + s.n * 37 % 30000 as pid,
            case when p.place > 6 and h.kind = 'node' then md5(h.name || s.n) || md5(s.n || h.name) end as container,
            case when p.place > 6 and (h.kind = 'node' or s.n % 11 = 0) then null
                 when p.place > 6 then s.service || '-' || s.n / 20 || '.service' else p.comm || '.service' end as unit,
            now() - (s.n || ' minutes')::interval - case when s.n > 200 then interval '2 days' else '0' end as began_at,
            case when s.n > 200 then now() - interval '1 day' end as ended_at
        from bench_host h
        cross join (select n, (array['orders', 'billing', 'search', 'mail', 'catalog', 'login', 'ledger', 'reports'])[1 + n % 8] as service
                    from generate_series(1, 300) n) s
        join bench_program p on p.place = s.n % 15) raw) made;
