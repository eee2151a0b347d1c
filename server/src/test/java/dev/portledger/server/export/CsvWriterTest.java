package dev.portledger.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CsvWriterTest {

    static List<Arguments> values() {
        return List.of(
                Arguments.of("", ""),
                Arguments.of("java", "java"),
                Arguments.of("a,b", "\"a,b\""),
                Arguments.of("say \"hi\"", "\"say \"\"hi\"\"\""),
                Arguments.of("two\nlines", "\"two\nlines\""),
                Arguments.of("=1+1", "'=1+1"),
                Arguments.of("+1", "'+1"),
                Arguments.of("-1", "'-1"),
                Arguments.of("@SUM(A1)", "'@SUM(A1)"),
                Arguments.of("\t=1", "'\t=1"),
                Arguments.of("\r=1", "\"'\r=1\""),
                Arguments.of("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
                Arguments.of("a=1", "a=1"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void quotesAndDefusesAValue(String value, String field) {
        assertThat(CsvWriter.field(value)).isEqualTo(field);
    }

    @Test
    void endsEveryRowWithCrlf() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var csv = new CsvWriter(out)) {
            csv.row(List.of("port", "process"));
            csv.row(List.of("8080", "jävä"));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("port,process\r\n8080,jävä\r\n");
    }
}
