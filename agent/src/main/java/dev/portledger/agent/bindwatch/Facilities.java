package dev.portledger.agent.bindwatch;

import dev.portledger.domain.frame.Facility;
import java.util.Optional;

/** What the facility {@code events} says of each rung. */
final class Facilities {

    private static final String NAME = "events";
    private static final Optional<String> NOTHING_SEEN =
            Optional.of("failed binds are not seen; nor is what opens and closes between two looks");

    private Facilities() {}

    static Facility bpf(EventMode mode, Optional<String> untyped, long lost, String whyNotHigher) {
        StringBuilder detail = new StringBuilder(
                mode == EventMode.EXIT
                        ? "exit: programs in the kernel tell of listeners, and of binds that fail with their error, when it happens"
                        : "post: programs in the kernel tell of TCP listeners when they open and close, and of binds; one"
                                + " without success within 20 ms has failed");
        untyped.ifPresent(why -> detail.append(". Listeners are told without cookie and network namespace (")
                .append(why)
                .append(')'));
        if (lost > 0) {
            detail.append(". ").append(lost).append(" events were lost so far, since they came too fast");
        }
        return new Facility(
                NAME,
                true,
                detail.append(whyNotHigher).toString(),
                Optional.of(
                        mode == EventMode.EXIT
                                ? "each system call of the host takes some 20 ns longer"
                                : "the error of a failed bind is not told (EADDRINUSE, EACCES, EADDRNOTAVAIL), nor a listen(2)"
                                        + " that fails; UDP sockets come and go between two looks"));
    }

    static Facility traceFs(String whyNotHigher) {
        return new Facility(
                NAME,
                true,
                "tracefs: the kernel tells of TCP listeners when they open and close" + whyNotHigher,
                Optional.of(
                        "failed binds are not seen; nor are listeners that open and close between two looks, since their"
                                + " network namespace is not told; UDP sockets come and go between two looks"));
    }

    /** @param why a sentence that begins with a full stop, or nothing */
    static Facility none(String why) {
        return new Facility(
                NAME, false, "changes are found by looking at the whole table every so often" + why, NOTHING_SEEN);
    }

    static Facility broken(String why) {
        return new Facility(NAME, false, "the kernel's events cannot be read any more: " + why, NOTHING_SEEN);
    }
}
