package dev.portledger.domain.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The lines of something of which nothing is known yet: it may be binary, or one line without an end. Holds one line at a time.
 *
 * <p>{@link #next} throws IllegalArgumentException, with a message for people, for a line that is too long or no UTF-8; after one that is
 * too long there is no next one. Both methods throw UncheckedIOException when it cannot be read.
 */
public final class TextLines implements Iterator<String>, AutoCloseable {

    /** Far more than a line of an export has, and little enough for the memory of the agent's command line. */
    public static final int MAX_BYTES = 2 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private boolean gaveUp;

    /** @param in is closed with this */
    public TextLines(InputStream in) {
        this.in = in;
    }

    /** What is left of them, in order. */
    public Stream<String> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, 0), false);
    }

    @Override
    public boolean hasNext() {
        try {
            return !gaveUp && fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more lines");
        }
        try {
            return text(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (line.size() + end - at > MAX_BYTES) {
                gaveUp = true;
                throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
            }
            line.write(buffer, at, end - at);
            boolean whole = end < filled;
            at = whole ? end + 1 : end;
            if (whole) {
                break;
            }
        }
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return at < filled;
    }

    private static String text(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            // a new decoder reports what the constructor of String would replace
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not text in UTF-8", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
