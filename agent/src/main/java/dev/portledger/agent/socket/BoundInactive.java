package dev.portledger.agent.socket;

import dev.portledger.domain.frame.Facility;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the kernel shows TCP sockets that are bound and do not listen ({@code TCPF_BOUND_INACTIVE} of
 * net/ipv4/inet_diag.c). One that does not know the state answers with no sockets and no error, so only a socket that is
 * known to be there tells.
 */
final class BoundInactive {

    private BoundInactive() {}

    static Facility probe(SocketSource tcp) {
        try (Socket own = new Socket()) {
            own.bind(new InetSocketAddress(0));
            int port = own.getLocalPort();
            AtomicBoolean shown = new AtomicBoolean();
            tcp.boundInactive(port, row -> shown.compareAndSet(false, row.port() == port));
            return shown.get()
                    ? new Facility(
                            "bound_inactive",
                            true,
                            "TCP sockets that are bound and do not listen are shown",
                            Optional.empty())
                    : missing("the kernel does not list them (Linux 6.8 or later does, by sock_diag)");
        } catch (IOException e) {
            return missing("it could not be tried: " + e.getMessage());
        }
    }

    private static Facility missing(String why) {
        return new Facility(
                "bound_inactive",
                false,
                "TCP sockets that are bound and do not listen are not shown: " + why,
                Optional.of("a bind may fail with EADDRINUSE on a port that looks free, also after a stop"));
    }
}
