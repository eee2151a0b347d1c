package dev.portledger.server.bulk;

import static dev.portledger.server.bulk.BulkCalls.get;
import static dev.portledger.server.bulk.BulkCalls.planned;
import static dev.portledger.server.bulk.BulkCalls.run;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is limited to some hosts finds the bulk stops all of whose hosts these are, in every list, and no others. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class BulkSightTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private final String crew = "crew-" + UUID.randomUUID();

    /** All hosts of the fleet are the crew's, and the first one also belongs to the desk. */
    private void label(BulkFleet fleet) throws SQLException {
        try (var connection = postgres.connect();
                var update = connection.prepareStatement("update host set labels = ?::jsonb where host_id = ?")) {
            for (int place = 0; place < fleet.size(); place++) {
                String desk = place == 0 ? ",\"desk\":\"" + crew + "\"" : "";
                update.setString(1, "{\"crew\":\"" + crew + "\"" + desk + "}");
                update.setObject(2, fleet.agent(place).hostId());
                update.executeUpdate();
            }
        }
    }

    /** Requests of somebody who sees the hosts with this label. */
    private RequestSpecification of(String label) {
        return SignedIn.with(SignedIn.signIn(somebody(label), "correct horse battery"))
                .contentType(ContentType.JSON);
    }

    private String somebody(String label) {
        String name = label + "-" + UUID.randomUUID();
        SignedIn.create(name, "correct horse battery", List.of("approver"), "{\"" + label + "\":\"" + crew + "\"}");
        return name;
    }

    @Test
    void whoSeesAllOfItsHostsFindsItAmongTheApprovalsAndAgrees() throws SQLException {
        // the rule for more than ten hosts is there from the start
        try (BulkFleet fleet = BulkFleet.of(11, 9341, server, postgres)) {
            label(fleet);
            String bulkId = planned(fleet, postgres, Map.of("waveSize", 11));
            run(bulkId, 11).then().statusCode(202).body("state", equalTo("AWAITING_APPROVAL"));

            of("crew").get("/api/bulk-stops").then().statusCode(200).body("items.bulkId", contains(bulkId));
            of("crew")
                    .get("/api/approvals?state=PENDING")
                    .then()
                    .statusCode(200)
                    .body("items.subjectId", contains(bulkId))
                    .body("items.kind", contains("BULK"))
                    .body("pending", equalTo(1));
            of("crew").get("/api/overview").then().statusCode(200).body("approvalsPending", equalTo(1));

            of("desk").get("/api/hosts").then().statusCode(200).body("total", equalTo(1));
            of("desk").get("/api/bulk-stops").then().statusCode(200).body("items", empty());
            of("desk")
                    .get("/api/approvals?kind=bulk")
                    .then()
                    .statusCode(200)
                    .body("items", empty())
                    .body("pending", equalTo(0));
            of("desk").get("/api/bulk-stops/" + bulkId).then().statusCode(404);

            var word = Map.of("decision", "APPROVE", "digest", get(bulkId).<String>path("approval.digest"));
            of("desk")
                    .body(word)
                    .post("/api/bulk-stops/" + bulkId + "/approvals")
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("forbidden_host"));
            of("crew")
                    .body(word)
                    .post("/api/bulk-stops/" + bulkId + "/approvals")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("APPROVED"));
        }
    }

    @Test
    void breakGlassIsLoudForWhoSeesAllOfItsHosts() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(11, 9342, server, postgres)) {
            label(fleet);
            String bulkId = planned(fleet, postgres, Map.of("waveSize", 11));
            BulkCalls.as("operator")
                    .body(Map.of("reason", "the exporters fill all disks tonight", "confirm", "11", "breakGlass", true))
                    .post("/api/bulk-stops/" + bulkId + "/run")
                    .then()
                    .statusCode(202);
            of("crew").get("/api/break-glass?open=true").then().body("items.subjectId", contains(bulkId));
            of("desk").get("/api/break-glass?open=true").then().body("items", empty());
            BulkCalls.awaitState(bulkId, "SETTLED");
            String path = "/api/break-glass/" + bulkId + "/acknowledge";
            of("desk").post(path).then().statusCode(403).body("code", equalTo("forbidden_host"));
            of("crew").post(path).then().statusCode(200);
            of("crew").get("/api/break-glass?open=true").then().body("items", empty());
        }
    }
}
