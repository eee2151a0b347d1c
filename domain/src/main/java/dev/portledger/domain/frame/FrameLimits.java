package dev.portledger.domain.frame;

import java.time.Duration;

/** Limits of the protocol, the same on both sides. */
public final class FrameLimits {

    /** Protocol versions this build speaks. */
    public static final int MIN_PROTOCOL = 1;

    public static final int MAX_PROTOCOL = 1;

    /** A text frame may have so many bytes of UTF-8. A longer one ends the connection with FRAME_TOO_LARGE. */
    public static final int MAX_FRAME_BYTES = 1 << 20;

    /** A snapshot or delta lists at most so many listeners; longer ones are sent in parts. */
    public static final int MAX_LISTENERS_PER_FRAME = 400;

    /** A command line is cut to so many characters, so that no single listener can fill a frame. */
    public static final int MAX_CMDLINE_CHARS = 1_024;

    /** Failed binds in a frame; more are sent in further frames. */
    public static final int MAX_FAILED_BINDS_PER_FRAME = 50;

    /** Sockets in the way of a failed bind that are listed; beyond it they are counted. */
    public static final int MAX_SOCKETS_IN_THE_WAY = 20;

    /** Any text of a failed bind that is not a command line, in characters. */
    public static final int MAX_TEXT_CHARS = 4_096;

    /** Sentences or commands of each kind in a diagnosis. */
    public static final int MAX_SENTENCES = 32;

    /** Facilities in a frame. */
    public static final int MAX_FACILITIES = 64;

    /** Rules of a host's policy in a frame; more make the policy one that cannot be understood. */
    public static final int MAX_POLICY_RULES = 128;

    /** Without any frame for so long the other side is taken for gone. */
    public static final Duration SILENCE = Duration.ofSeconds(30);

    public static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(5);

    /** Capability of an agent that signs what it reports of stops; a server expects it from then on. */
    public static final String RECEIPTS = "receipts";

    private FrameLimits() {}
}
