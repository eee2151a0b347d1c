package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ } | {}",
                "[ ] | []",
                "{\"b\":1, \"a\":[true, null, -7]} | {\"a\":[true,null,-7],\"b\":1}",
                "{\"a\":{\"d\":1,\"c\":2}} | {\"a\":{\"c\":2,\"d\":1}}",
                "\"\\u0041\\u00e4\\/\\u20ac\" | \"Aä/€\"",
                "\"\\u001f\\u0008\\u000c\\n\\r\\t\\\\\\\"\" | \"\\u001f\\b\\f\\n\\r\\t\\\\\\\"\"",
                "1152921504606846976 | 1152921504606846976"
            })
    void hasOneFormOnly(String json, String canonical) throws JsonProcessingException {
        assertThat(CanonicalJson.of(new ObjectMapper().readTree(json))).isEqualTo(canonical);
    }
}
