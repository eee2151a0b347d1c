package dev.portledger.server.enrolment;

import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Slows down guessing of tokens: each address has so many tries that fail, then one every few seconds. Kept in memory, per server. */
@ApplicationScoped
class EnrolmentLimit {

    private static final int REMEMBERED = 20_000;

    private final int failures;
    private final Map<String, Bucket> perAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    EnrolmentLimit(
            @ConfigProperty(name = "portledger.enrolment.failures-per-minute", defaultValue = "30") int failures) {
        this.failures = failures;
    }

    /** Takes one try; false when there is none left. */
    synchronized boolean take(String address) {
        return bucket(address).tryConsume(1);
    }

    /** The try was a success: many hosts may come from one address. */
    synchronized void giveBack(String address) {
        bucket(address).addTokens(1);
    }

    private Bucket bucket(String address) {
        return perAddress.computeIfAbsent(address, _ -> Bucket.builder()
                .addLimit(limit -> limit.capacity(failures).refillGreedy(failures, Duration.ofMinutes(1)))
                .build());
    }
}
