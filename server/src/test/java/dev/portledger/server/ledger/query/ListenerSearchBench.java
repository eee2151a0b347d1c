package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * How long searches take over 100,000 listeners of 1,000 hosts, from the request to the last byte of the answer. No test: it
 * prints, and its name keeps it out of the build. To run it:
 *
 * <pre>mvn -Dfast -pl server -am test -Dtest=ListenerSearchBench -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ListenerSearchBench {

    private static final int WARM_UP = 5;
    private static final int RUNS = 30;

    @SuppressWarnings("NullAway.Init") // filled by PostgresTestResource
    TestingPostgres postgres;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI server;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void measure() throws IOException, InterruptedException {
        seed();
        String cookie = SignedIn.cookie("viewer");
        Instant then = Instant.now().minus(Duration.ofHours(30));
        System.out.printf(Locale.ROOT, "| %-48s | %9s | %9s |%n", "request", "median ms", "p95 ms");
        System.out.printf(Locale.ROOT, "|%s|%s|%s|%n", "-".repeat(50), "-".repeat(10) + ":", "-".repeat(10) + ":");
        for (String path : new String[] {
            "listeners",
            "listeners?q=port:8080",
            "listeners?q=8080",
            "listeners?q=java",
            "listeners?q=process:java",
            "listeners?q=orders-17.service",
            "listeners?q=web-0123",
            "listeners?q=process:nginx+host:web-01",
            "listeners?q=ng",
            "listeners?q=nosuchthing",
            "listeners?user=postgres&protocol=tcp",
            "listeners?owner=UNMANAGED",
            "listeners?address=10.0.0.0/8",
            "listeners?sort=process",
            "listeners?sort=-began",
            "listeners?sort=host",
            "listeners/facets",
            "listeners/facets?q=java",
            "listeners/facets?owner=UNIT&protocol=tcp",
            "listeners?at=" + then,
            "listeners?q=port:8080&at=" + then,
            "listeners?q=java&at=" + then,
            "hosts",
            "overview",
        }) {
            print(path.replace(then.toString(), "T"), path, cookie, RUNS);
        }
        print("listeners.csv (100,000 rows)", "listeners.csv", cookie, 3);
    }

    private void print(String name, String path, String cookie, int runs) throws IOException, InterruptedException {
        for (int i = 0; i < Math.min(WARM_UP, runs); i++) {
            request(path, cookie);
        }
        long[] nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            request(path, cookie);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "| %-48s | %9.1f | %9.1f |%n",
                name,
                nanos[runs / 2] / 1e6,
                nanos[(int) Math.ceil(runs * 0.95) - 1] / 1e6);
    }

    private void request(String path, String cookie) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve("/api/" + path))
                .header("Cookie", SignedIn.COOKIE + "=" + cookie)
                .build();
        assertThat(client.send(request, BodyHandlers.ofByteArray()).statusCode())
                .as(path)
                .isEqualTo(200);
    }

    private void seed() {
        TestingLedger ledger = new TestingLedger(postgres);
        ledger.clear();
        ledger.run("""
                insert into host (host_id, name, public_key, connected_at, last_frame_at, os, kernel, agent_version)
                select gen_random_uuid(), 'web-' || to_char(n, 'FM0000'), '\\x01', now() - interval '3 days', now() + interval '1 hour',
                       'Ubuntu 24.04.3 LTS', '6.8.0-87-generic', '0.1.0'
                from generate_series(1, 1000) n""");
        ledger.run("""
                insert into host_stream (host_id, epoch, sequence, digest, looked_at)
                select host_id, 1, 1, 0, now() + interval '1 hour' from host""");
        ledger.run("""
                insert into coverage (host_id, began_at, seen_until, epoch, boot_id)
                select host_id, now() - interval '3 days', now(), 1, gen_random_uuid() from host""");
        ledger.run("""
                insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, inode, began_at,
                    began_how, ended_after, ended_at, ended_how, holders, pid, comm, exe, user_name, unit, container, owner_kind,
                    bind_kind, search_text)
                select host_id, gen_random_uuid(), host_id, 4026531840, protocol, address::inet, port, 'cookie:' || row_number() over (),
                    1000, 77, began_at, 'EVENT', ended_at, coalesce(ended_at, 'infinity'),
                    case when ended_at is null then null else 'EVENT' end,
                    jsonb_build_object('are', 'known', 'list', jsonb_build_array(jsonb_build_object(
                        'process', jsonb_build_object('bootId', host_id, 'pid', pid, 'startTicks', 4711),
                        'startedAt', to_jsonb(began_at), 'parentPid', 1, 'comm', comm, 'exe', exe, 'cmdline', cmdline,
                        'user', jsonb_build_object('uid', 1000, 'name', user_name),
                        'management', case when unit is null then jsonb_build_object('by', 'nobody')
                                           else jsonb_build_object('by', 'unit', 'name', unit) end,
                        'descriptors', jsonb_build_array(7)))),
                    pid, comm, exe, user_name, unit, null, case when unit is null then 'UNMANAGED' else 'UNIT' end,
                    case address when '0.0.0.0' then 'WILDCARD' when '127.0.0.1' then 'LOOPBACK' else 'SPECIFIC' end,
                    lower(concat_ws(' ', comm, exe, cmdline, user_name, unit, address, port))
                from (select host_id, protocol, address, comm, user_name, began_at, pid, ended_at,
                          case when n % 10 = 0 then (array[22, 53, 80, 443, 5432, 6379, 8080, 9100, 25, 111])[1 + n / 10 % 10]
                               else 1024 + (n * 7919 + h * 104729) % 60000 end as port,
                          '/usr/lib/' || comm || '/bin/' || comm as exe,
                          '/usr/lib/' || comm || '/bin/' || comm || ' -Xmx512m -Dservice=' || comm || n || ' --port ' || n as cmdline,
                          case when n % 5 = 0 then null else (array['orders', 'billing', 'search', 'mail'])[1 + n % 4] || '-'
                               || n % 50 || '.service' end as unit
                      from (select host_id, row_number() over (order by name) as h from host) hosts,
                          lateral (select n, case when n % 6 = 0 then 'UDP' else 'TCP' end as protocol,
                              (array['0.0.0.0', '127.0.0.1', '10.0.0.' || h % 250 + 1])[1 + n % 3] as address,
                              (array['java', 'node', 'nginx', 'postgres', 'python3', 'redis-server', 'sshd'])[1 + (n + h) % 7] as comm,
                              (array['app', 'root', 'postgres', 'www-data', 'deploy'])[1 + n % 5] as user_name,
                              now() - (n || ' minutes')::interval - case when n > 100 then interval '2 days' else '0' end as began_at,
                              (1000 + n)::int as pid,
                              case when n > 100 then now() - interval '1 day' end as ended_at
                              from generate_series(1, 200) n) sockets) rows""");
        postgres.asSuperuser("portledger", "vacuum analyze");
    }
}
