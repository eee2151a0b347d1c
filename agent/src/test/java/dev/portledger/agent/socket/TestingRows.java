package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.util.Optional;
import java.util.OptionalLong;

/** Listeners on 127.0.0.1, as sock_diag would tell them. */
final class TestingRows {

    private static final long ADDRESS = IpAddress.parse("127.0.0.1").low();

    private TestingRows() {}

    static SocketRow row(long key, int port) {
        return new Row(key, port);
    }

    static TrackedListener listener(long netns, Protocol protocol, long cookie, int port) {
        return new TrackedListener(netns, protocol, row(cookie, port), new DeviceCache());
    }

    private record Row(long key, int port) implements SocketRow {
        @Override
        public IpFamily family() {
            return IpFamily.IPV4;
        }

        @Override
        public int state() {
            return TcpState.LISTEN.number();
        }

        @Override
        public int timer() {
            return 0;
        }

        @Override
        public long addressHigh() {
            return 0;
        }

        @Override
        public long addressLow() {
            return ADDRESS;
        }

        @Override
        public int device() {
            return 0;
        }

        @Override
        public SocketId id() {
            return new SocketId.Cookie(key);
        }

        @Override
        public OptionalLong inode() {
            return OptionalLong.of(key);
        }

        @Override
        public long uid() {
            return 0;
        }

        @Override
        public long receiveQueue() {
            return 0;
        }

        @Override
        public OptionalLong sendQueue() {
            return OptionalLong.empty();
        }

        @Override
        public long expiresMillis() {
            return 0;
        }

        @Override
        public Optional<Boolean> v6Only() {
            return Optional.empty();
        }

        @Override
        public OptionalLong cgroupId() {
            return OptionalLong.empty();
        }
    }
}
