package dev.portledger.server.ui;

import java.util.List;
import java.util.Locale;

/** Forms in which a file may lie in the jar, best first (RFC 9110, 8.4.1). */
enum ContentCoding {
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz"),
    IDENTITY("identity", "");

    private final String token;
    private final String suffix;

    ContentCoding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    String token() {
        return token;
    }

    /** What a file of this form has at the end of its name. */
    String suffix() {
        return suffix;
    }

    /** Those that a browser takes, best first; the file as it is comes last and is always taken. */
    static List<ContentCoding> accepted(String acceptEncoding) {
        return List.of(values()).stream()
                .filter(coding -> coding == IDENTITY || coding.isAcceptedBy(acceptEncoding))
                .toList();
    }

    private boolean isAcceptedBy(String acceptEncoding) {
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parameters = part.split(";", -1);
            if (parameters[0].strip().equals(token)) {
                return parameters.length == 1 || !parameters[1].strip().matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }
}
