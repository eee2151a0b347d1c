package dev.portledger.server.approval;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from one to another, both included. */
record PortSpan(int from, int to) {

    static final PortSpan NONE = new PortSpan(1, 0);
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** Reads {@code 5432} or {@code 8000-8999}; empty for anything else. */
    static Optional<PortSpan> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int from = Integer.parseInt(form.group(1));
        int to = form.group(2) == null ? from : Integer.parseInt(form.group(2));
        return from >= 1 && from <= to && to <= 65_535 ? Optional.of(new PortSpan(from, to)) : Optional.empty();
    }

    boolean contains(int port) {
        return from <= port && port <= to;
    }
}
