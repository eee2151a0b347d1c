package dev.portledger.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Server and agent are programs to start here, not code to call. */
final class LocalArchTest {

    private static final ArchRule ONLY_THE_DOMAIN = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.portledger.server..", "dev.portledger.agent..", "io.quarkus..")
            .because("what runs here is what runs on a host: the built jars");

    private static final ArchRule NO_CYCLES =
            slices().matching("dev.portledger.(**)").should().beFreeOfCycles();

    private final JavaClasses local = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.portledger.local");

    @Test
    void knowsServerAndAgentAsProgramsOnly() {
        ONLY_THE_DOMAIN.check(local);
    }

    @Test
    void packagesHaveNoCycles() {
        NO_CYCLES.check(local);
    }
}
