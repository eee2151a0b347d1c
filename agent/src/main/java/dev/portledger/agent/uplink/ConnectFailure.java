package dev.portledger.agent.uplink;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no connection, in words: the JDK's client often says it with an exception's name only, or deep below. */
public final class ConnectFailure {

    private ConnectFailure() {}

    public static String text(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "failed";
            case WebSocketHandshakeException handshake ->
                "the server answered with HTTP status "
                        + handshake.getResponse().statusCode() + " instead of a WebSocket";
            case SSLException tls -> tls(tls);
            case HttpConnectTimeoutException timeout -> "nothing answers there";
            case ConnectException refused
            when refused.getMessage() == null ->
                has(refused, UnresolvedAddressException.class)
                        ? "the name of the server cannot be resolved"
                        : "nothing accepts connections there";
            default -> messageOf(failure);
        };
    }

    private static String tls(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException expired -> {
                    return "the server's certificate has expired (" + messageOf(expired) + ")";
                }
                case CertificateNotYetValidException early -> {
                    return "the server's certificate is not valid yet (" + messageOf(early) + ")";
                }
                case CertPathBuilderException path -> {
                    return "the server's certificate is from no authority that is trusted here";
                }
                case CertificateException other
                when other.getCause() == null -> {
                    return "the server's certificate is refused: " + messageOf(other);
                }
                default -> {}
            }
        }
        return "no TLS connection: " + messageOf(failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
