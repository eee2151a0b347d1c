package dev.portledger.agent.engine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real socket on which an engine seems to be: says what it is told to say, or nothing. Keeps the requests. */
final class TestingSocket implements AutoCloseable {

    /** What a connection gets. */
    @FunctionalInterface
    interface Reply {
        void to(SocketChannel connection) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocketChannel server;
    private volatile Reply reply;

    private TestingSocket(ServerSocketChannel server, Reply reply) {
        this.server = server;
        this.reply = reply;
        Thread.ofVirtual().start(this::serve);
    }

    static TestingSocket at(Path path, Reply reply) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        return new TestingSocket(server, reply);
    }

    /** An answer as Docker gives it, that ends with its connection. */
    static Reply list(String json) {
        return text(
                "HTTP/1.0 200 OK\r\nServer: Docker/20.10.24 (linux)\r\nContent-Type: application/json\r\n\r\n" + json);
    }

    static Reply text(String text) {
        return connection -> {
            connection.write(StandardCharsets.UTF_8.encode(text));
            connection.close();
        };
    }

    /** Accepts, and says nothing. */
    static Reply silence() {
        return connection -> {};
    }

    static String container(char digit, String name, String ports) {
        return "[{\"Id\":\"" + String.valueOf(digit).repeat(64) + "\",\"Names\":[\"/" + name
                + "\"],\"Image\":\"postgres:18\",\"Ports\":[" + ports + "]}]";
    }

    static String published(String address, int port) {
        return "{\"IP\":\"" + address + "\",\"PrivatePort\":80,\"PublicPort\":" + port + ",\"Type\":\"tcp\"}";
    }

    void answer(Reply other) {
        reply = other;
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                ByteBuffer request = ByteBuffer.allocate(4096);
                connection.read(request);
                requests.add(StandardCharsets.US_ASCII.decode(request.flip()).toString());
                Reply now = reply;
                Thread.ofVirtual().start(() -> {
                    try {
                        now.to(connection);
                    } catch (IOException e) {
                        // the engines' side has hung up, as it should when it has waited or read enough
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
