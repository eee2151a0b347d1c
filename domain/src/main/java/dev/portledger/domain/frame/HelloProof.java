package dev.portledger.domain.frame;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What an agent signs to prove that it holds the key of its host. */
public final class HelloProof {

    private HelloProof() {}

    /** UTF-8 of {@code portledger-hello-v1}, the nonce, the host id and the epoch, separated by newlines. */
    public static byte[] message(String nonce, UUID hostId, long epoch) {
        return String.join("\n", "portledger-hello-v1", nonce, hostId.toString(), Long.toString(epoch))
                .getBytes(StandardCharsets.UTF_8);
    }
}
