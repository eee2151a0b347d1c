package dev.portledger.agent.engine;

/** What is known of a container that was asked for. */
public sealed interface Finding {

    record Found(Container container) implements Finding {}

    /** The engines are being asked; {@link Engines#isNewsDue} tells when to look again. */
    record Asking() implements Finding {}

    /** Every engine that could know has answered, and none lists it. */
    record Unlisted() implements Finding {}

    /** Nobody could be asked, or somebody did not answer. {@code reason} completes "the container is unknown: ". */
    record Unanswered(String reason) implements Finding {}
}
