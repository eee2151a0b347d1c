package dev.portledger.agent.bindwatch;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of {@code trace_pipe} with the tracepoint inet_sock_set_state, the option record-tgid and the clock mono. */
final class TraceLines {

    /** A line that could be read. */
    sealed interface Line {

        /**
         * A TCP socket has entered or left LISTEN.
         *
         * @param monotonicNanos CLOCK_MONOTONIC, in whole microseconds
         * @param endpoint empty for port 0
         */
        record Changed(
                boolean listening, long monotonicNanos, Caller caller, boolean v6, Optional<LocalEndpoint> endpoint)
                implements Line {}

        /** The buffer was full. */
        record Lost(long count) implements Line {}
    }

    // comm may be any bytes, but is cut off at 15 and padded to 16
    private static final Pattern EVENT = Pattern.compile(
            "\\s*(.{1,16}?)-(\\d{1,10})\\s+\\(\\s*(\\d{1,10}|-+)\\)\\s+\\[\\d+]\\s+\\S+\\s+(\\d{1,10})\\.(\\d{6}): "
                    + "inet_sock_set_state: family=(AF_INET6?) protocol=IPPROTO_TCP sport=(\\d{1,5}) dport=\\d+ "
                    + "saddr=([0-9.]{7,15}) daddr=\\S+ saddrv6=([0-9a-fA-F:.]{2,45}) daddrv6=\\S+ "
                    + "oldstate=(TCP_[A-Z_0-9]+) newstate=(TCP_[A-Z_0-9]+)\\s*",
            Pattern.DOTALL);
    private static final Pattern LOST = Pattern.compile("CPU:\\d+ \\[LOST (\\d{1,18}) EVENTS]");
    private static final Pattern LOST_SOME = Pattern.compile("CPU:\\d+ \\[LOST EVENTS]");

    private TraceLines() {}

    /** Empty for a line that is none of these. */
    static Optional<Line> parse(String line) {
        Matcher event = EVENT.matcher(line);
        if (event.matches()) {
            return changed(event);
        }
        Matcher lost = LOST.matcher(line);
        if (lost.find()) {
            return Optional.of(new Line.Lost(Math.max(1, Long.parseLong(lost.group(1)))));
        }
        return LOST_SOME.matcher(line).find() ? Optional.of(new Line.Lost(1)) : Optional.empty();
    }

    private static Optional<Line> changed(Matcher event) {
        boolean listening = event.group(11).equals("TCP_LISTEN");
        boolean closed = event.group(10).equals("TCP_LISTEN") && event.group(11).equals("TCP_CLOSE");
        boolean v6 = event.group(6).equals("AF_INET6");
        Optional<IpAddress> address = IpAddress.tryParse(event.group(v6 ? 9 : 8));
        long tid = Long.parseLong(event.group(2));
        // a line of dashes: the kernel did not note the process, whose first thread has the same number
        long pid = event.group(3).startsWith("-") ? tid : Long.parseLong(event.group(3));
        int port = Integer.parseInt(event.group(7));
        if ((!listening && !closed) || address.isEmpty() || Math.max(tid, pid) > Integer.MAX_VALUE || port > 65_535) {
            return Optional.empty();
        }
        long nanos = Long.parseLong(event.group(4)) * 1_000_000_000 + Long.parseLong(event.group(5)) * 1_000;
        Caller caller = new Caller((int) pid, (int) tid, Optional.empty(), event.group(1), Optional.empty());
        Optional<LocalEndpoint> endpoint =
                port == 0 ? Optional.empty() : Optional.of(new LocalEndpoint(address.get(), port));
        return Optional.of(new Line.Changed(listening, nanos, caller, v6, endpoint));
    }
}
