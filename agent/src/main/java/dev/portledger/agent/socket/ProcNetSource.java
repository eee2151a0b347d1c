package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The second source, where netlink is refused: {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6}
 * (proc_net(5)). It knows sockets by inode only, tells no interface, no v6only, no cgroup and no length of the accept
 * queue, and costs a hundred times as much, since the kernel writes every connection as text.
 */
final class ProcNetSource implements SocketSource {

    private final Path folder;
    private final byte[] buffer = new byte[1 << 16];

    ProcNetSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public void listeners(Protocol protocol, int port, RowSink sink) throws IOException {
        String name = protocol == Protocol.TCP ? "tcp" : "udp";
        int state = (protocol == Protocol.TCP ? TcpState.LISTEN : TcpState.CLOSE).mask();
        both(name, state, port, sink);
    }

    @Override
    public void connections(int port, RowSink sink) throws IOException {
        int states = ConnectionTally.STATES.stream().mapToInt(TcpState::mask).sum();
        both("tcp", states, port, sink);
    }

    @Override
    public void boundInactive(int port, RowSink sink) {
        // the kernel's text lists listeners and connections only
        sink.begin();
    }

    private void both(String name, int states, int port, RowSink sink) throws IOException {
        sink.begin();
        read(folder.resolve(name), new ProcNetParser(IpFamily.IPV4, states, port, sink));
        try {
            read(folder.resolve(name + "6"), new ProcNetParser(IpFamily.IPV6, states, port, sink));
        } catch (NoSuchFileException e) {
            // a kernel without IPv6 has no such file and no such sockets
        }
    }

    private void read(Path file, ProcNetParser parser) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int filled = 0;
            int length;
            while ((length = in.read(buffer, filled, buffer.length - filled)) > 0) {
                filled += length;
                int used = parser.parse(buffer, filled);
                System.arraycopy(buffer, used, buffer, 0, filled - used);
                filled -= used;
            }
        }
    }

    @Override
    public void close() {
        // each reading opens and closes its files
    }
}
