package dev.portledger.server.access;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What clients send that the JDK's own does not, byte by byte: the first message of a TLS handshake up to version 1.2 (RFC 5246, section
 * 7.4.1.2), and plain HTTP where TLS is expected.
 */
final class OldHello {

    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int SERVER_HELLO = 2;
    private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();

    /** With ECDSA and RSA, CBC and GCM: there is one for each version and each kind of key. */
    private static final int[] CIPHER_SUITES = {0xC02B, 0xC02F, 0xC009, 0xC00A, 0xC013, 0xC014, 0x002F, 0x0035};

    /** Groups secp256r1 and secp384r1; points as they are; ECDSA and RSA with SHA-256 and SHA-384. */
    private static final int[] EXTENSIONS = {
        10, 6, 4, 23, 24, //
        11, 2, 0x0100, //
        13, 10, 8, 0x0403, 0x0503, 0x0401, 0x0501
    };

    private OldHello() {}

    /** What comes back to a hello of somebody who speaks no later version: {@code hello 303} or {@code alert 70}. */
    static String answer(URI server, int version) throws IOException {
        try (Socket socket = connected(server)) {
            socket.getOutputStream().write(hello(version));
            var answer = new DataInputStream(socket.getInputStream());
            int type = answer.readUnsignedByte();
            answer.skipNBytes(4); // version and length of the record
            int first = answer.readUnsignedByte();
            if (type == ALERT) {
                return "alert " + answer.readUnsignedByte();
            }
            if (type == HANDSHAKE && first == SERVER_HELLO) {
                answer.skipNBytes(3); // the length of the message
                return "hello " + Integer.toHexString(answer.readUnsignedShort());
            }
            return "record " + type;
        }
    }

    /** All that comes back to plain HTTP, until the server closes; nothing where it breaks off. */
    static String answerToPlainHttp(URI server) throws IOException {
        try (Socket socket = connected(server)) {
            socket.getOutputStream()
                    .write("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    private static Socket connected(URI server) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), PATIENCE);
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private static byte[] hello(int version) {
        ByteBuffer body = ByteBuffer.allocate(512);
        body.putShort((short) version).put(new byte[32]); // random, for once
        body.put((byte) 0); // no session
        body.putShort((short) (2 * CIPHER_SUITES.length));
        for (int suite : CIPHER_SUITES) {
            body.putShort((short) suite);
        }
        body.put((byte) 1).put((byte) 0); // no compression
        body.putShort((short) (2 * EXTENSIONS.length));
        for (int word : EXTENSIONS) {
            body.putShort((short) word);
        }
        body.flip();
        int length = body.remaining();
        return ByteBuffer.allocate(9 + length)
                .put((byte) HANDSHAKE)
                .putShort((short) 0x0301)
                .putShort((short) (4 + length))
                .put((byte) 1) // a client's hello
                .put((byte) 0)
                .putShort((short) length)
                .put(body)
                .array();
    }
}
