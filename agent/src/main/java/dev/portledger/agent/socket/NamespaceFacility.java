package dev.portledger.agent.socket;

import dev.portledger.agent.kernel.Capability;
import dev.portledger.agent.netlink.NamespaceRefusedException;
import dev.portledger.domain.frame.Facility;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the facility {@code netns} says of other network namespaces. {@link #isPossible} is for any thread. */
final class NamespaceFacility {

    private static final String NAME = "netns";
    private static final Optional<String> UNSEEN = Optional.of(
            "listeners inside of containers that have a network of their own are not seen; those they publish on"
                    + " the host are. Of binds that fail there the cause is not told");
    private static final Optional<String> COST = Optional.of(
            "TIME_WAIT and closing connections are counted in the agent's own namespace only; a namespace that no"
                    + " process is in is not seen");

    private final long own;
    private final Optional<String> obstacle;
    private final int atMost;
    private Optional<String> refusal = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private int tooMany;
    private int withheld;

    private NamespaceFacility(long own, Optional<String> obstacle, int atMost) {
        this.own = own;
        this.obstacle = obstacle;
        this.atMost = atMost;
    }

    static NamespaceFacility of(long own, boolean sockDiag, int atMost) throws IOException {
        return new NamespaceFacility(own, obstacle(sockDiag, atMost), atMost);
    }

    private static Optional<String> obstacle(boolean sockDiag, int atMost) throws IOException {
        if (atMost == 0) {
            return Optional.of("others are not to be read (namespaces)");
        }
        if (!sockDiag) {
            return Optional.of("others are read by sock_diag, which is refused");
        }
        Set<Capability> missing = Capability.missing(Capability.CAP_SYS_PTRACE, Capability.CAP_SYS_ADMIN);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("to enter others the agent lacks "
                        + missing.stream().map(Capability::name).collect(Collectors.joining(" and ")));
    }

    /** Whether it is of any use to try. */
    boolean isPossible() {
        return obstacle.isEmpty();
    }

    /** @throws IOException if it is of no use to try, and why */
    void requirePossible() throws IOException {
        if (obstacle.isPresent()) {
            throw new IOException("other network namespaces cannot be read: " + obstacle.get());
        }
    }

    void entered() {
        refusal = Optional.empty();
    }

    void refused(NamespaceRefusedException why) {
        refusal = Optional.ofNullable(why.getMessage());
    }

    void failed(IOException why) {
        failure = Optional.of(why.toString());
    }

    /**
     * All processes have been walked over.
     *
     * @param beyond namespaces that there are beyond the limit
     * @param hidden processes that did not let their namespace be seen
     */
    void counted(int beyond, int hidden) {
        tooMany = beyond;
        withheld = hidden;
        failure = Optional.empty();
    }

    /** Capabilities of a user namespace are of no use outside of it (user_namespaces(7)). */
    private Optional<String> hidden() {
        return withheld == 0
                ? Optional.empty()
                : Optional.of(withheld + (withheld == 1 ? " process does" : " processes do")
                        + " not let this agent see in which network namespace they are");
    }

    Facility now(int known) {
        Optional<String> missing = obstacle.or(() -> refusal).or(this::hidden);
        if (missing.isPresent() && known == 0) {
            return new Facility(
                    NAME,
                    false,
                    "only the agent's own network namespace (" + own + ") is read: " + missing.get(),
                    UNSEEN);
        }
        String read = known + (known == 1 ? " network namespace is" : " network namespaces are")
                + " read beside the agent's own (" + own + ")";
        if (tooMany > 0) {
            return new Facility(
                    NAME,
                    false,
                    read + ", the most that are (namespaces=" + atMost + "); " + tooMany + " more are not",
                    UNSEEN);
        }
        if (missing.isPresent()) {
            return new Facility(NAME, false, read + "; others are not: " + missing.get(), UNSEEN);
        }
        return new Facility(
                NAME,
                true,
                read + failure.map(why -> "; one could not be read: " + why).orElse(""),
                COST);
    }
}
