package dev.portledger.agent.stop;

import dev.portledger.domain.socket.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of a rule: {@code 443}, {@code 8000-8010}, {@code udp/53}.
 *
 * @param protocol empty for both
 * @param first 1 to 65535
 * @param last not below {@code first}
 */
record PortSpan(Optional<Protocol> protocol, int first, int last) {

    private static final Pattern TEXT = Pattern.compile("(?:(tcp|udp)/)?(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MOST = 65_535;

    /** Empty for what is no such thing. */
    static Optional<PortSpan> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(2));
        int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
        Optional<Protocol> protocol =
                Optional.ofNullable(matcher.group(1)).map(name -> Protocol.valueOf(name.toUpperCase(Locale.ROOT)));
        return first < 1 || last < first || last > MOST
                ? Optional.empty()
                : Optional.of(new PortSpan(protocol, first, last));
    }

    boolean holds(Touched.Port port) {
        return port.number() >= first
                && port.number() <= last
                && protocol.filter(one -> one != port.protocol()).isEmpty();
    }

    String text() {
        String numbers = first == last ? Integer.toString(first) : first + "-" + last;
        return protocol.map(one -> one.name().toLowerCase(Locale.ROOT) + "/").orElse("") + numbers;
    }
}
