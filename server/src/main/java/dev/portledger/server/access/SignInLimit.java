package dev.portledger.server.access;

import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: a user name from one address has 10 failures, then one every 12 seconds; an address has 60, then one every 2
 * seconds. The same for returns from the identity provider, apart, by address. Successes cost nothing. Kept in memory, per server.
 */
@ApplicationScoped
class SignInLimit {

    /** When to come back, at the latest. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(12);

    /** Whoever wants to push a name out of this many needs so many addresses. */
    private static final int REMEMBERED = 20_000;

    private final Map<String, Bucket> perAddress = new LeastRecentlyUsed();
    private final Map<String, Bucket> perUser = new LeastRecentlyUsed();
    private final Map<String, Bucket> returns = new LeastRecentlyUsed();

    /** Takes one attempt; false when there is none left. */
    synchronized boolean take(String userName, String address) {
        return ofAddress(address).tryConsume(1) && ofUser(userName, address).tryConsume(1);
    }

    /** The attempt was a success and gives back what it took. */
    synchronized void giveBack(String userName, String address) {
        ofAddress(address).addTokens(1);
        ofUser(userName, address).reset();
    }

    /** Takes one return from the identity provider; false when there is none left. */
    synchronized boolean takeReturn(String address) {
        return ofReturns(address).tryConsume(1);
    }

    /** The return was a sign-in. */
    synchronized void giveBackReturn(String address) {
        ofReturns(address).addTokens(1);
    }

    private Bucket ofReturns(String address) {
        return returns.computeIfAbsent(address, _ -> bucket(60, 30));
    }

    private Bucket ofAddress(String address) {
        return perAddress.computeIfAbsent(address, _ -> bucket(60, 30));
    }

    private Bucket ofUser(String userName, String address) {
        return perUser.computeIfAbsent(address + ' ' + userName, _ -> bucket(10, 5));
    }

    private static Bucket bucket(int capacity, int perMinute) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    private static final class LeastRecentlyUsed extends LinkedHashMap<String, Bucket> {
        private static final long serialVersionUID = 1L;

        LeastRecentlyUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    }
}
