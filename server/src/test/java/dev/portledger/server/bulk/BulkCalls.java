package dev.portledger.server.bulk;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tests ask of bulk stops. */
final class BulkCalls {

    private static final String REASON = "the old exporter leaks";

    private BulkCalls() {}

    static RequestSpecification as(String role) {
        return SignedIn.as(role).contentType(ContentType.JSON);
    }

    /** The id of a bulk stop of all hosts of the fleet. */
    static String planned(BulkFleet fleet, TestingPostgres postgres, Map<String, Object> more) {
        var body = new HashMap<String, Object>(Map.of("what", "Stop demo.service", "lines", fleet.lines(postgres)));
        body.putAll(more);
        return as("operator")
                .body(body)
                .post("/api/bulk-stops")
                .then()
                .statusCode(201)
                .extract()
                .path("bulkId");
    }

    static Response run(String bulkId, Object confirm) {
        return as("operator")
                .body(Map.of("reason", REASON, "confirm", String.valueOf(confirm)))
                .post("/api/bulk-stops/" + bulkId + "/run");
    }

    static Response get(String bulkId) {
        return as("viewer").get("/api/bulk-stops/" + bulkId);
    }

    static void awaitState(String bulkId, String state) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get(bulkId).then().body("state", equalTo(state)));
    }

    /** The actions of the audit log about a stop or bulk stop, in their order. */
    static List<String> audited(String id) {
        List<String> newestFirst = as("viewer")
                .get("/api/audit?limit=200&stop=" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("items.action");
        return newestFirst.reversed();
    }
}
