package dev.portledger.agent.testing;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that binds to random endpoints with random options, in bursts and with pauses, and writes down what failed. Its
 * arguments: a seed, how often it has to fail, and the ports that are in use, separated by commas. Lines as {@link #line}.
 */
public final class BindStorm {

    private final Random random;
    private final int[] ports;
    private final List<String> failed = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();

    private BindStorm(long seed, int[] ports) {
        random = new Random(seed);
        this.ports = ports;
    }

    public static void main(String[] args) {
        int[] ports = Arrays.stream(args[2].split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        BindStorm storm = new BindStorm(Long.parseLong(args[0]), ports);
        int wanted = Integer.parseInt(args[1]);
        while (storm.failed.size() < wanted) {
            int burst = 1 + storm.random.nextInt(200);
            for (int i = 0; i < burst && storm.failed.size() < wanted; i++) {
                storm.bind();
            }
            LockSupport.parkNanos(storm.random.nextInt(6_000_000));
        }
        storm.open.forEach(Libc::close);
        System.out.println(String.join("\n", storm.failed));
    }

    private void bind() {
        boolean tcp = random.nextBoolean();
        boolean v6 = random.nextBoolean();
        boolean v6Only = v6 && random.nextBoolean();
        boolean reuseAddress = random.nextBoolean();
        boolean reusePort = random.nextInt(4) == 0;
        String address = pick(
                v6
                        ? new String[] {"::1", "::", "2001:db8::1", "::ffff:127.0.0.1"}
                        : new String[] {"127.0.0.1", "0.0.0.0", "127.0.0.2", "203.0.113.9"});
        int port = random.nextInt(10) == 0 ? random.nextInt(3) * 1_000 : ports[random.nextInt(ports.length)];
        int socket = Libc.socket(tcp, v6);
        if (v6) {
            Libc.v6Only(socket, v6Only);
        }
        if (reuseAddress) {
            Libc.set(socket, Libc.SO_REUSEADDR);
        }
        if (reusePort) {
            Libc.set(socket, Libc.SO_REUSEPORT);
        }
        int errno = tryTo(socket, tcp, v6, v6Only, reuseAddress, reusePort, address, port);
        if (errno == 0 && random.nextInt(4) == 0) {
            // a second time: EINVAL; a bind to one address of IPv6 has set IPV6_V6ONLY (__inet6_bind in
            // net/ipv6/af_inet6.c)
            boolean now = v6Only || address.equals("::1");
            tryTo(socket, tcp, v6, now, reuseAddress, reusePort, address, ports[0]);
        }
        open.add(socket);
        if (open.size() > 20) {
            Libc.close(open.removeFirst());
        }
    }

    private int tryTo(
            int socket,
            boolean tcp,
            boolean v6,
            boolean v6Only,
            boolean reuseAddress,
            boolean reusePort,
            String address,
            int port) {
        int errno = Libc.bindErrno(socket, v6, address, port);
        if (errno != 0 && port != 0) {
            LocalEndpoint endpoint = new LocalEndpoint(IpAddress.parse(address), port);
            String only = v6 ? Boolean.toString(v6Only) : "-";
            failed.add(line(tcp ? "TCP" : "UDP", endpoint.text(), reuseAddress, reusePort, only, errno));
        }
        return errno;
    }

    /** @param v6Only true, false, or a dash for IPv4 */
    public static String line(
            String protocol, String endpoint, boolean reuseAddress, boolean reusePort, String v6Only, int errno) {
        return String.join(
                " ",
                protocol,
                endpoint,
                Boolean.toString(reuseAddress),
                Boolean.toString(reusePort),
                v6Only,
                Integer.toString(errno));
    }

    private String pick(String[] some) {
        return some[random.nextInt(some.length)];
    }
}
