package dev.portledger.server.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.server.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleMatchTest {

    private static final UUID HOST = UUID.fromString("00000000-0000-4000-8000-0000000000aa");
    private static final Person OPERATOR =
            new Person(new UUID(1, 1), "otto", Set.of(Role.OPERATOR, Role.VIEWER), Optional.empty());
    private static final Person ADMIN = new Person(new UUID(1, 2), "ada", Set.of(Role.values()), Optional.empty());

    private static final Holder HOLDER = new Holder(
            new ProcessIdentity(HOST, 700, 1),
            Instant.EPOCH,
            1,
            "postgres",
            Optional.of("/usr/lib/postgresql/18/bin/postgres"),
            Optional.empty(),
            new User(114, Optional.of("postgres")),
            new Management.Container("docker", "c".repeat(64), Optional.of("orders-db"), Optional.empty()),
            List.of());

    private static Considered stop(Person by, boolean sigkill, int hosts) {
        return new Considered(
                by,
                HOST,
                "db-1",
                Map.of("env", "prod", "team", "data"),
                Set.of(5432, 8008),
                List.of(HOLDER),
                Set.of("postgresql@18-main.service"),
                sigkill,
                hosts);
    }

    private static RuleMatch match(String json) {
        try {
            return FrameJson.mapper().readValue(json, RuleMatch.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                 | every stop
            {"host": "db-*"}                                   | host db-1
            {"host": "00000000-0000-4000-8000-0000000000AA"}   | host db-1
            {"host": "web-*"}                                  |
            {"hostLabels": {"env": "prod"}}                    | labels {env=prod}
            {"hostLabels": {"env": "prod", "team": "d*"}}      | labels {env=prod, team=d*}
            {"hostLabels": {"env": "test"}}                    |
            {"hostLabels": {"zone": "*"}}                      |
            {"unit": "postgresql@*.service"}                   | unit postgresql@18-main.service
            {"unit": "postgresql.service"}                     |
            {"user": "postgres"}                               | user postgres
            {"user": "114"}                                    | user 114
            {"user": "root"}                                   |
            {"ports": "5432"}                                  | port 5432
            {"ports": "8000-8999"}                             | port 8008
            {"ports": "1-1024"}                                |
            {"exe": "/usr/lib/postgresql/*"}                   | executable /usr/lib/postgresql/18/bin/postgres
            {"exe": "*/redis-server"}                          |
            {"container": "orders-*"}                          | container orders-db
            {"container": "shop-*"}                            |
            {"sigkill": false}                                 | no SIGKILL
            {"sigkill": true}                                  |
            {"moreThanHosts": 2}                               | 3 hosts
            {"moreThanHosts": 3}                               |
            {"requesterRole": "OPERATOR"}                      | asked for by an operator
            {"requesterRole": "ADMIN"}                         |
            {"host": "db-1", "unit": "post*", "ports": "5432"} | host db-1, unit postgresql@18-main.service, port 5432
            {"host": "db-1", "unit": "nginx*"}                 |""")
    void allThatIsGivenHasToHold(String json, String why) {
        assertThat(match(json).met(stop(OPERATOR, false, 3))).isEqualTo(Optional.ofNullable(why));
    }

    @Test
    void anAdminIsNoOperatorHere() {
        assertThat(match("{\"requesterRole\": \"OPERATOR\"}").met(stop(ADMIN, true, 1)))
                .isEmpty();
        assertThat(match("{\"requesterRole\": \"ADMIN\", \"sigkill\": true}").met(stop(ADMIN, true, 1)))
                .contains("asked for by an admin, SIGKILL");
    }

    @ParameterizedTest
    @CsvSource({
        "a*b, ab, true",
        "a*b, axxb, true",
        "a*b, axxc, false",
        "?, x, true",
        "?, xy, false",
        "*, '', true",
        "a*a*a, aaa, true",
        "a*a*a, aa, false",
        ".*, x, false",
        "[ab], a, false",
        "*.service, .service, true"
    })
    void globsKnowTwoSigns(String pattern, String text, boolean matches) {
        assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void aGlobCostsNoMoreThanItsLengthTimesTheTexts() {
        // a backtracking matcher would still be at it when the build's time is over
        assertThat(Glob.matches("*a".repeat(100) + "b", "a".repeat(100_000))).isFalse();
    }

    @Test
    void whatForbidsStandsAboveAllAndTheRestAddsUp() {
        Verdict verdict = Policy.judge(
                List.of(
                        rule("two", "{\"ports\": \"5432\"}", 2),
                        rule("one", "{}", 1),
                        rule("not", "{\"ports\": \"1\"}", 3)),
                stop(OPERATOR, false, 1));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Demanded.class, demanded -> assertThat(demanded.demands())
                .extracting(Demand::rule, Demand::why)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("two", "port 5432"),
                        org.assertj.core.groups.Tuple.tuple("one", "every stop")));
        assertThat(Policy.judge(
                        List.of(rule("one", "{}", 1), rule("never", "{\"unit\": \"postgresql*\"}", 0)),
                        stop(OPERATOR, false, 1)))
                .isEqualTo(new Verdict.Forbidden("never", "unit postgresql@18-main.service"));
    }

    private static PolicyRule rule(String name, String match, int approvals) {
        return new PolicyRule(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                1,
                PolicyRule.Kind.PROTECTED,
                name,
                match(match),
                approvals == 0 ? PolicyRule.Effect.FORBID : PolicyRule.Effect.APPROVAL,
                approvals,
                List.of(),
                java.time.Duration.ofHours(1),
                java.time.Duration.ofMinutes(15),
                true,
                false,
                "ada",
                Instant.EPOCH);
    }
}
