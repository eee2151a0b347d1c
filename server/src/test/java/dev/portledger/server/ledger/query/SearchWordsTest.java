package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchWordsTest {

    @Test
    void readsEveryKey() {
        assertThat(SearchWords.parse("port:8080 port:1-2 protocol:UDP process:java unit:a.service user:app host:w-12"
                        + " address:10. container:4f66 free"))
                .containsExactly(
                        new SearchWord.OnPort(new PortRange(8080, 8080)),
                        new SearchWord.OnPort(new PortRange(1, 2)),
                        new SearchWord.OverProtocol(Protocol.UDP),
                        new SearchWord.Within(SearchWord.Subject.PROCESS, "java"),
                        new SearchWord.Within(SearchWord.Subject.UNIT, "a.service"),
                        new SearchWord.Within(SearchWord.Subject.USER, "app"),
                        new SearchWord.Within(SearchWord.Subject.HOST, "w-12"),
                        new SearchWord.Within(SearchWord.Subject.ADDRESS, "10."),
                        new SearchWord.Within(SearchWord.Subject.CONTAINER, "4f66"),
                        new SearchWord.Anything("free"));
    }

    @Test
    void quotesHoldWordsTogether() {
        assertThat(SearchWords.parse("\"two words\" process:\"my server\""))
                .containsExactly(
                        new SearchWord.Anything("two words"),
                        new SearchWord.Within(SearchWord.Subject.PROCESS, "my server"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"::1", "[::1]:8080", "fe80::1%eth0", "nginx:", "10.0.0.5:8080", "abcd:1", "a:b:c", "-x", "port:"
            })
    void aColonAloneMakesNoKey(String text) {
        assertThat(SearchWords.parse(text)).containsExactly(new SearchWord.Anything(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void nothingLetsEverythingThrough(String text) {
        assertThat(SearchWords.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "port:x, PORT_INVALID",
        "port:0, PORT_INVALID",
        "port:9-8, PORT_INVALID",
        "protocol:sctp, PROTOCOL_INVALID",
        "'\"open', QUERY_INVALID",
        "'a\"b', QUERY_INVALID",
        "'\"a\"b', QUERY_INVALID",
        "'process:\"\"', QUERY_INVALID",
    })
    void refusesWhatItCannotRead(String text, ErrorCode code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> SearchWords.parse(text))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void takesAnyTextInLittleTime() {
        var random = new Random(11);
        String alphabet = "ab:\" \\'%_é8-";
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(SearchWords.MAX_LENGTH), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .reduce("", String::concat);
            assertTimeout(Duration.ofSeconds(1), () -> readOrRefuse(text));
        }
    }

    private static List<SearchWord> readOrRefuse(String text) {
        try {
            return SearchWords.parse(text);
        } catch (ProblemException e) {
            assertThat(e.code()).isIn(ErrorCode.QUERY_INVALID, ErrorCode.PORT_INVALID, ErrorCode.PROTOCOL_INVALID);
            return List.of();
        }
    }
}
