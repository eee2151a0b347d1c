package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.frame.UnitLink.Relation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitPropertiesTest {

    @ParameterizedTest
    @CsvSource({"100ms, 100", "1min 30s, 90000", "5s, 5000", "0, 0", "1.5s, 1500", "1h 1us, 3600000"})
    void timesAreReadAsSystemdWritesThem(String text, long millis) {
        assertThat(new UnitProperties(Map.of("RestartUSec", text)).span("RestartUSec"))
                .contains(Duration.ofMillis(millis));
    }

    @Test
    void infinityIsNoTime() {
        assertThat(new UnitProperties(Map.of("TimeoutStopUSec", "infinity")).span("TimeoutStopUSec"))
                .isEmpty();
    }

    @Test
    void aSocketUnitListensOnSeveralAddressesAndFiles() {
        UnitProperties unit = UnitProperties.parse("""
                Id=web.socket
                Listen=/run/web.sock (Stream)
                Listen=[::]:8080 (Stream)
                Listen=127.0.0.1:8081 (Datagram)
                """).getFirst();
        assertThat(unit.listens()).containsExactly("[::]:8080", "127.0.0.1:8081");
    }

    private static UnitProperties unit(String id, String state, String... more) {
        Map<String, String> values = IntStream.range(0, more.length / 2)
                .boxed()
                .collect(Collectors.toMap(i -> more[2 * i], i -> more[2 * i + 1]));
        values.put("Id", id);
        values.put("ActiveState", state);
        return new UnitProperties(values);
    }

    private static UnitFacts facts(String of, UnitProperties... units) {
        List<UnitProperties> all = List.of(units);
        return new UnitGraph(
                        names -> all.stream()
                                .filter(unit ->
                                        unit.value("Id").filter(names::contains).isPresent())
                                .toList(),
                        group -> List.of(),
                        Optional.empty())
                .facts(List.of(of))
                .getFirst();
    }

    @Test
    void unitsThatNeedItAreFollowedThroughOthers() {
        UnitFacts facts = facts(
                "db.service",
                unit("db.service", "active", "RequiredBy", "app.service", "WantedBy", "multi-user.target"),
                unit("app.service", "active", "BoundBy", "worker.service", "WantedBy", "never-asked.target"),
                unit("worker.service", "inactive", "ConsistsOf", "db.service"),
                unit("multi-user.target", "active"));
        assertThat(facts.links())
                .containsExactly(
                        new UnitLink("app.service", Relation.STOPS_WITH, "active", Optional.empty()),
                        new UnitLink("worker.service", Relation.STOPS_WITH, "inactive", Optional.of("app.service")),
                        new UnitLink("multi-user.target", Relation.WANTS, "active", Optional.empty()));
        assertThat(facts.detail())
                .hasValueSatisfying(detail -> assertThat(detail.cut()).isFalse());
    }

    @Test
    void endlessChainsAreCutAndThatIsSaid() {
        UnitProperties[] chain = IntStream.range(0, 100)
                .mapToObj(i -> unit("u" + i + ".service", "active", "RequiredBy", "u" + (i + 1) + ".service"))
                .toArray(UnitProperties[]::new);
        UnitFacts facts = facts("u0.service", chain);
        assertThat(facts.links()).hasSizeLessThan(10);
        assertThat(facts.detail())
                .hasValueSatisfying(detail -> assertThat(detail.cut()).isTrue());
    }

    @Test
    void namesThatLookLikeOptionsAreNone() {
        assertThat(List.of("--now.service", "-a.service", "a b.service", "a.exe", "a/b.service", ""))
                .noneMatch(UnitNames::isName);
        assertThat(List.of("a.service", "a@b.socket", "dev-sda1.device", "user@1000.service"))
                .allMatch(UnitNames::isName);
    }
}
