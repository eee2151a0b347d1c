package dev.portledger.server.access;

/** A sign-in was not even tried. */
final class TooManyAttemptsException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
