package dev.portledger.server.ledger.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StorableTextTest {

    @ParameterizedTest
    @CsvSource({"plain, plain", "é😀, é😀", "a\u0000b, a\uFFFDb", "a\uD800b, a\uFFFDb", "\uDC00, \uFFFD"})
    void replacesWhatPostgresCannotHold(String text, String stored) {
        assertThat(StorableText.of(text)).isEqualTo(stored);
    }
}
