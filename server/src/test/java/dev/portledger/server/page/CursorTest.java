package dev.portledger.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {

    @Test
    void readsWhatItWrote() {
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            var key = random.ints(1 + random.nextInt(6))
                    .mapToObj(_ -> random.ints(random.nextInt(20), 1, 0xd800)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString())
                    .toList();
            String text = new Cursor(key).text("a list");
            assertThat(text).matches("[A-Za-z0-9_-]+");
            assertThat(Cursor.parse(Optional.of(text), "a list", key.size())).contains(new Cursor(key));
        }
    }

    @Test
    void isOfOneListAlone() {
        String text = new Cursor(List.of("1")).text("a list");
        refused(text, "another list", 1);
        refused(text, "a list", 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "e30", "W10", "WzFd", "bnVsbA", "W251bGxd"})
    void refusesOtherText(String text) {
        refused(text, "a list", 1);
    }

    @Test
    void refusesMuchText() {
        refused(
                Base64.getUrlEncoder().encodeToString("[\"a\"]".repeat(2000).getBytes(StandardCharsets.UTF_8)),
                "a list",
                1);
    }

    private static void refused(String text, String binding, int length) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Cursor.parse(Optional.of(text), binding, length))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.CURSOR_INVALID));
    }
}
