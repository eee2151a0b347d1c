package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTextTest {

    private static final Touched WEB = new Touched(
            Set.of("shop@1.service"),
            Set.of(new User(998, Optional.of("shop"))),
            Set.of(new Touched.Port(Protocol.TCP, 8443)),
            Set.of("/opt/shop/bin/server"));

    private static LocalPolicy.Rules rules(String text) {
        assertThat(PolicyText.parse(text)).isInstanceOf(LocalPolicy.Rules.class);
        return (LocalPolicy.Rules) PolicyText.parse(text);
    }

    private static List<String> hit(String text) {
        return rules(text).rules().stream()
                .filter(rule -> rule.protectedOf(WEB).isPresent())
                .map(ConfiguredRule::code)
                .toList();
    }

    @Test
    void othersKeysAreNoneOfItsBusiness() {
        assertThat(rules("portledger.agent.server=http://h:1\n#portledger.policy.nonsense=1\n"))
                .isEqualTo(LocalPolicy.NOTHING);
    }

    @Test
    void everyKindOfRuleProtectsByItsName() {
        assertThat(hit("portledger.policy.units.shop=nginx.service, shop@*.service"))
                .containsExactly("protected.unit:shop");
        assertThat(hit("portledger.policy.users.shop=shop")).containsExactly("protected.user:shop");
        assertThat(hit("portledger.policy.users.shop=1,998")).containsExactly("protected.user:shop");
        assertThat(hit("portledger.policy.ports.web=80, 8000-8500")).containsExactly("protected.port:web");
        assertThat(hit("portledger.policy.ports.web=tcp/8443")).containsExactly("protected.port:web");
        assertThat(hit("portledger.policy.executables.shop=/opt/shop/*")).containsExactly("protected.executable:shop");
    }

    @Test
    void whatIsNotNamedIsNotProtected() {
        assertThat(hit("""
                portledger.policy.units.shop=shop.service
                portledger.policy.users.other=99
                portledger.policy.ports.web=udp/8443, 8444
                portledger.policy.executables.other=/opt/shop
                """)).isEmpty();
    }

    @Test
    void aHostCanBeOnlyObserved() {
        assertThat(rules("portledger.policy.observe-only=true").observeOnly()).isTrue();
        assertThat(rules("portledger.policy.observe-only=false").observeOnly()).isFalse();
    }

    /** Whoever wrote a line wanted to protect something: a mistake in it must not be passed over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "portledger.policy.observe-only=yes",
                "portledger.policy.observe-only=",
                "portledger.policy.unit.web=a.service",
                "portledger.policy.units=a.service",
                "portledger.policy.units.=a.service",
                "portledger.policy.units.Web=a.service",
                "portledger.policy.units.web=",
                "portledger.policy.units.web=a.service,",
                "portledger.policy.units.web=a b.service",
                "portledger.policy.ports.web=0",
                "portledger.policy.ports.web=65536",
                "portledger.policy.ports.web=90-80",
                "portledger.policy.ports.web=http",
                "portledger.policy.ports.web=sctp/80",
                "portledger.policy.executables.web=java",
                "portledger.policy.ports.web=80\nportledger.policy.ports.web=81",
                "portledger.policy.ports.web=\\u00zz"
            })
    void aMistakeMakesAllOfItMalformed(String text) {
        assertThat(PolicyText.parse("portledger.policy.ports.good=22\n" + text))
                .isInstanceOf(LocalPolicy.Malformed.class);
    }
}
