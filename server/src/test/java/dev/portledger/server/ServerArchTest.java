package dev.portledger.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.portledger.server.archfixture.OwnEntity;
import dev.portledger.server.archfixture.OwnService;
import dev.portledger.server.archfixture.OwnStore;
import dev.portledger.server.archfixture.Owned;
import dev.portledger.server.archfixtureuser.ForeignUser;
import jakarta.persistence.Entity;
import java.lang.annotation.Annotation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The borders of the server. A feature is a package directly below {@code dev.portledger.server}. */
final class ServerArchTest {

    private static final String ROOT = "dev.portledger.server";

    private static final ArchRule NOT_THE_AGENT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.portledger.agent..", "dev.portledger.local..", "dev.portledger.bench..", "java.lang.foreign..")
            .because("the server knows hosts only by the frames of the domain");

    private static final ArchRule NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    private final JavaClasses server = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void doesNotKnowTheAgent() {
        NOT_THE_AGENT.allowEmptyShould(true).check(server);
    }

    @Test
    void featuresHaveNoCycles() {
        NO_CYCLES.check(server);
    }

    /** Who adds one says in WebSocketAccessTest whom it is for, also where no request without more to it finds it. */
    @Test
    void webSocketsAreTakenInTheseClassesOnly() {
        assertThat(server.stream()
                        .filter(javaClass -> javaClass.isAnnotatedWith("io.quarkus.websockets.next.WebSocket")
                                || javaClass.getMethodCallsFromSelf().stream()
                                        .anyMatch(call -> Set.of("toWebSocket", "webSocketHandler")
                                                .contains(call.getName()))))
                .extracting(JavaClass::getSimpleName)
                .containsExactlyInAnyOrder("AgentRoute", "LiveSocket");
    }

    @Test
    void featuresOwnTheirEntities() {
        staysAtHome(Entity.class).check(server);
    }

    @Test
    void entityRuleAllowsItsOwnFeatureAndCatchesAnother() {
        var importer = new ClassFileImporter();
        var athome = importer.importClasses(OwnEntity.class, OwnStore.class);
        var abroad = importer.importClasses(OwnEntity.class, OwnStore.class, ForeignUser.class);
        assertThat(staysAtHome(Owned.class).evaluate(athome).hasViolation()).isFalse();
        assertThat(staysAtHome(Owned.class).evaluate(abroad).hasViolation()).isTrue();
    }

    @Test
    void cycleRuleCatchesACycle() {
        var fixture = new ClassFileImporter().importClasses(OwnEntity.class, OwnService.class, ForeignUser.class);
        assertThat(NO_CYCLES.evaluate(fixture).hasViolation()).isTrue();
    }

    private static ArchRule staysAtHome(Class<? extends Annotation> entity) {
        return classes()
                .that()
                .areAnnotatedWith(entity)
                .should(beUsedOnlyInTheirOwnFeature())
                .because("one feature asks another through a service, never through its tables")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> beUsedOnlyInTheirOwnFeature() {
        return new ArchCondition<>("be used only in their own feature") {
            @Override
            public void check(JavaClass entity, ConditionEvents events) {
                entity.getDirectDependenciesToSelf().stream()
                        .filter(use -> !feature(use.getOriginClass()).equals(feature(entity)))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(entity, use.getDescription())));
            }
        };
    }

    /** The first package below the root: {@code ledger} for {@code dev.portledger.server.ledger.query}. */
    private static String feature(JavaClass javaClass) {
        var below = javaClass.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }
}
