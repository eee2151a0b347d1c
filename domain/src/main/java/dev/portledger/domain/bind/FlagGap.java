package dev.portledger.domain.bind;

/** Why SO_REUSEADDR and SO_REUSEPORT of a socket are not known. */
public enum FlagGap {
    /** No process has it open, so nobody can ask it: what TIME_WAIT is left of, a socket of the kernel's own. */
    NOT_OPEN,
    /** Who has it open could not be seen. */
    HOLDERS_UNKNOWN,
    /** The holder belongs to another user, and this one lacks CAP_SYS_PTRACE (pidfd_getfd(2)). */
    NOT_PERMITTED,
    /** The kernel is older than Linux 5.6 and has no pidfd_getfd. */
    NOT_SUPPORTED,
    /** The holder ended or closed it while it was being asked. */
    CHANGED_WHILE_READING,
    /** The kernel refused for another reason. */
    REFUSED,
    /** There are too many sockets on the port to ask each. */
    TOO_MANY
}
