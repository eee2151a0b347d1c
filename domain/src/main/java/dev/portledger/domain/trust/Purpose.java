package dev.portledger.domain.trust;

import java.nio.charset.StandardCharsets;

/**
 * What a signature is for. Its text and a newline go before the signed bytes, so that what was signed for one purpose is worth nothing for
 * another, also where one key serves several.
 */
public enum Purpose {
    /** A {@code CommandBody}, by a server's command key. */
    COMMAND("portledger-command-v1"),
    /** A {@link CommandKeySet}, by a key of the set before it; the first by itself. */
    COMMAND_KEYS("portledger-command-keys-v1"),
    /** A {@code ReceiptBody}, by a host's key. */
    RECEIPT("portledger-receipt-v1"),
    /** A {@link NewHostKey}, by the host's key that it follows, and by the new one as proof that it is there. */
    HOST_KEY("portledger-host-key-v1");

    private final String text;

    Purpose(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    byte[] before(byte[] payload) {
        byte[] first = (text + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[first.length + payload.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(payload, 0, all, first.length, payload.length);
        return all;
    }
}
