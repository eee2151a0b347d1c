package dev.portledger.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class HelloProofTest {

    @Test
    void messageIsAsBothSidesKnowIt() {
        UUID host = UUID.fromString("5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11");
        assertThat(HelloProof.message("bm9uY2U=", host, 17))
                .asString()
                .isEqualTo("portledger-hello-v1\nbm9uY2U=\n5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11\n17");
    }
}
