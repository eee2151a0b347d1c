package dev.portledger.server.text;

/** A text in one line that looks like what it is: names, reasons, tickets. */
public final class OneLine {

    private OneLine() {}

    /**
     * Whether it has so many characters and none that breaks the line or makes it look other than it is: controls, separators of lines, and
     * what turns its direction (UAX 9).
     *
     * @param text without surrounding blanks
     */
    public static boolean is(String text, int shortest, int longest) {
        return text.length() >= shortest
                && text.length() <= longest
                && text.codePoints().noneMatch(OneLine::deceives);
    }

    private static boolean deceives(int code) {
        return Character.isISOControl(code)
                || code == 0x2028
                || code == 0x2029
                || (code >= 0x202a && code <= 0x202e)
                || (code >= 0x2066 && code <= 0x2069);
    }
}
