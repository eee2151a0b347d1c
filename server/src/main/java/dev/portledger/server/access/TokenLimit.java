package dev.portledger.server.access;

import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who tries tokens, and spares the database those that will not be good: an address has 60 failures, then one every 2 seconds.
 * Good tokens cost nothing. Apart from that of sign-ins, so that a script with an old token keeps nobody at the same address out.
 */
@ApplicationScoped
class TokenLimit {

    private static final int REMEMBERED = 20_000;

    private final Map<String, Bucket> perAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Whether one more may be tried. */
    synchronized boolean mayTry(String address) {
        Bucket bucket = perAddress.get(address);
        return bucket == null || bucket.getAvailableTokens() > 0;
    }

    synchronized void failed(String address) {
        perAddress
                .computeIfAbsent(address, _ -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(60).refillGreedy(30, Duration.ofMinutes(1)))
                        .build())
                .tryConsume(1);
    }
}
