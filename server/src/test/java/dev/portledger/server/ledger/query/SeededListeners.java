package dev.portledger.server.ledger.query;

import dev.portledger.domain.holder.Management;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.restassured.response.ValidatableResponse;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** Two hosts with three listeners each, and somebody who may look at them. */
abstract class SeededListeners {

    static final String ORDERS = "orders.service";
    private static final String CONTAINER = "4f66ad9a" + "0".repeat(56);

    @SuppressWarnings("NullAway.Init") // filled by PostgresTestResource
    TestingPostgres postgres;

    TestingLedger ledger;
    TestingHost web;
    private String cookie;

    @BeforeEach
    void fill() {
        ledger = new TestingLedger(postgres);
        ledger.clear();
        cookie = SignedIn.cookie("viewer");
        web = ledger.liveHost("web-12");
        web.holding(8080).address("10.0.0.5").unit("java", ORDERS).insert();
        web.holding(8080)
                .address("127.0.0.1")
                .holder("node", "/opt/node/bin/node", 998, "dev", new Management.Unmanaged(Optional.empty()))
                .insert();
        web.holding(443)
                .address("::")
                .holder("nginx", 1, "root", new Management.Unit("nginx.service", Optional.empty()))
                .holder("nginx-worker", 2, "www-data", new Management.Unit("nginx.service", Optional.empty()))
                .insert();
        TestingHost db = ledger.liveHost("DB-1");
        db.holding(5432)
                .holder(
                        "postgres",
                        40,
                        "postgres",
                        new Management.Container(
                                "docker", CONTAINER, Optional.of("billing-db"), Optional.of("registry/pg:18")))
                .insert();
        db.holding(111).udp().kernelSocket().insert();
        db.holding(631).address("::1").unknownHolders().insert();
    }

    ValidatableResponse list(String query) {
        return get("/api/listeners" + query);
    }

    ValidatableResponse get(String path) {
        return SignedIn.with(cookie).get(path).then();
    }
}
