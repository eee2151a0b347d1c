package dev.portledger.domain.holder;

/** Why holders of a socket may be missing from a list. */
public enum HolderGap {
    /** The agent may not read {@code /proc/PID/fd} of other users' processes (no CAP_SYS_PTRACE). */
    NOT_PERMITTED,
    /** A process ended or a descriptor moved while it was being read; the next look settles it. */
    CHANGED_WHILE_READING,
    /** Only the likeliest processes were searched so far; a later look settles it. */
    SEARCH_PENDING,
    /** The source does not tell the inode, so descriptors cannot be matched. */
    NO_INODE,
    /** More processes have it open than a frame can carry; those with the lowest pids are listed. */
    TOO_MANY
}
