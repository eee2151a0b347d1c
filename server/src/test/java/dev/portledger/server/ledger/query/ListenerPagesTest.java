package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.holder.Management;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, counts and exports of one search agree with each other. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ListenerPagesTest extends SeededListeners {

    @Test
    void aCursorIsOfOneListInOneOrder() {
        String cursor = list("?limit=2&port=1-9000").extract().path("nextCursor");
        list("?limit=3&port=1-9000&cursor=" + cursor).statusCode(200).body("items", hasSize(3));
        for (String other :
                List.of("?port=1-9001", "?port=1-9000&sort=-port", "?port=1-9000&at=2026-11-17T03:14:00Z")) {
            list(other + "&cursor=" + cursor).statusCode(400).body("code", equalTo("cursor_invalid"));
        }
        get("/api/hosts?cursor=" + cursor).statusCode(400).body("code", equalTo("cursor_invalid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port",
                "-port",
                "process",
                "-process",
                "user",
                "-user",
                "unit",
                "-unit",
                "host",
                "-host",
                "address",
                "-address",
                "began",
                "-began"
            })
    void pagesShowEveryRowOnceWhileOthersComeAndGo(String sort) {
        List<UUID> steady = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            steady.add(web.holding(9000 + i % 7)
                    .address("10.1.0." + (i % 5 + 1))
                    .unit("worker-" + i % 3, "worker-" + i % 4 + ".service")
                    .insert());
        }
        List<UUID> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            var page = list("?limit=7&sort=" + sort
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.holdingId", UUID.class));
            cursor = Optional.ofNullable(page.getString("nextCursor"));
            // one that comes in front of, between or behind, and one that goes
            UUID passing = web.holding(8990 + pages * 4).address("10.1.0.3").insert();
            if (pages % 2 == 0) {
                ledger.run("delete from holding where holding_id = ?", passing);
            }
            pages++;
        } while (cursor.isPresent() && pages < 50);
        assertThat(seen).doesNotHaveDuplicates().containsAll(steady);
    }

    @Test
    void ordersByWhatIsAskedFor() {
        list("?sort=process")
                .body(
                        "items.holders.list.comm.flatten()",
                        contains("java", "nginx", "nginx-worker", "node", "postgres"));
        list("?sort=-port").body("items.port", contains(8080, 8080, 5432, 631, 443, 111));
        list("?sort=host").body("items.hostName", contains("DB-1", "DB-1", "DB-1", "web-12", "web-12", "web-12"));
    }

    @Test
    void facetsAreCountedWithoutTheirOwnFilter() {
        facets("")
                .body("protocol.find { it.value == 'TCP' }.count", equalTo(5))
                .body("protocol.find { it.value == 'UDP' }.count", equalTo(1))
                .body("unit.value", contains("nginx.service", ORDERS))
                .body("host.find { it.label == 'web-12' }.count", equalTo(3))
                .body("host.find { it.label == 'web-12' }.value", equalTo(web.id()));
        facets("?protocol=udp&owner=KERNEL")
                .body("protocol.value", contains("UDP"))
                .body("owner.value", contains("KERNEL"))
                .body("bind.value", contains("WILDCARD"));
        facets("?protocol=tcp&bind=LOOPBACK")
                .body("bind.find { it.value == 'WILDCARD' }.count", equalTo(2))
                .body("protocol.find { it.value == 'TCP' }.count", equalTo(2))
                .body("protocol.find { it.value == 'UDP' }", nullValue());
        facets("?user=app").body("user.size()", equalTo(4)).body("host.label", contains("web-12"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?q=web-12", "?port=1-1000", "?owner=UNIT&owner=UNKNOWN", "?bind=SPECIFIC", "?host=DB-1"})
    void facetsThatEveryRowHasSumUpToTheTotal(String query) {
        var counts = facets(query).extract().jsonPath();
        for (String facet : List.of("protocol", "bind", "owner", "host")) {
            String name = facet + "=";
            String without = query.isEmpty()
                    ? ""
                    : "?"
                            + String.join(
                                    "&",
                                    List.of(query.substring(1).split("&")).stream()
                                            .filter(part -> !part.startsWith(name))
                                            .toList());
            long total = list(without.equals("?") ? "" : without)
                    .extract()
                    .jsonPath()
                    .getLong("total");
            assertThat(counts.getList(facet + ".count", Long.class).stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .as("%s of %s", facet, query)
                    .isEqualTo(total);
        }
    }

    @Test
    void anExportIsAllPagesInTheirOrder() {
        for (int i = 0; i < 60; i++) {
            web.holding(20_000 + i).insert();
        }
        List<String> paged = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = list("?limit=25&sort=-port"
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .extract()
                    .jsonPath();
            paged.addAll(page.getList("items.holdingId", String.class));
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        List<String> lines = get("/api/listeners.csv?sort=-port&columns=holdingId")
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString()
                .lines()
                .toList();
        assertThat(lines.getFirst()).isEqualTo("holdingId");
        assertThat(lines.subList(1, lines.size())).isEqualTo(paged).hasSize(66);
    }

    @Test
    void anExportHasTheColumnsAskedForAndNoFormulas() {
        web.holding(9999)
                .holder("=cmd|' /C calc'!A0", "/tmp/a \"b\", c", 5, "+user", new Management.Unmanaged(Optional.empty()))
                .insert();
        String csv = get("/api/listeners.csv?port=9999&columns=port,process,exe,user,host,unit")
                .statusCode(200)
                .header("Content-Disposition", "attachment; filename=\"listeners.csv\"")
                .extract()
                .asString();
        assertThat(csv)
                .isEqualTo(String.join(
                        "\r\n",
                        "port,process,exe,user,host,unit",
                        "9999,'=cmd|' /C calc'!A0,\"/tmp/a \"\"b\"\", c\",'+user,web-12,",
                        ""));
        get("/api/listeners.csv?columns=port,wrong").statusCode(400).body("code", equalTo("query_invalid"));
        get("/api/listeners.csv?columns=port,port").statusCode(400).body("code", equalTo("query_invalid"));
        get("/api/listeners.csv?port=443&columns=process,pid,user")
                .body(equalTo("process,pid,user\r\nnginx; nginx-worker,1; 2,root; www-data\r\n"));
    }

    @Test
    void anExportTellsSocketsOfContainersFromTheHosts() {
        TestingHost host = ledger.liveHost("containers");
        host.holding(9998).insert();
        host.holding(9998).netns(4_026_532_001L).insert();
        String csv = get("/api/listeners.csv?port=9998&columns=port,network,netns")
                .extract()
                .asString();
        assertThat(csv.lines())
                .containsExactlyInAnyOrder(
                        "port,network,netns", "9998,HOST," + Listeners.NETNS, "9998,OTHER,4026532001");
        assertThat(get("/api/listeners.csv?port=9998")
                        .extract()
                        .asString()
                        .lines()
                        .findFirst())
                .hasValueSatisfying(header -> assertThat(header).contains("address,network,process"));
    }

    private ValidatableResponse facets(String query) {
        return get("/api/listeners/facets" + query).statusCode(200);
    }
}
