package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.Locale;

/** Protocols as callers write them. */
public final class Protocols {

    private Protocols() {}

    /** @throws ProblemException PROTOCOL_INVALID unless the text is tcp or udp, upper or lower case */
    public static Protocol parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default ->
                throw new ProblemException(
                        ErrorCode.PROTOCOL_INVALID, "a protocol is tcp or udp, not " + text, "protocol");
        };
    }
}
