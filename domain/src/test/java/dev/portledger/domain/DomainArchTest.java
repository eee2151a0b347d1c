package dev.portledger.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The domain is plain Java: no framework, no input or output. */
final class DomainArchTest {

    private static final ArchRule PLAIN_JAVA = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.portledger.domain..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
            .because("agent, server and bench share it, and none may bring its framework along");

    private static final ArchRule NO_INPUT_OR_OUTPUT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.nio.channels..", "java.nio.file..", "java.net.http..", "java.sql..", "java.lang.foreign..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .because("facts are handed to the domain, it does not fetch them");

    private final JavaClasses domain = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.portledger.domain");

    @Test
    void dependsOnNothingOfOursAndOnNoFramework() {
        PLAIN_JAVA.check(domain);
    }

    @Test
    void doesNoInputOrOutput() {
        NO_INPUT_OR_OUTPUT.check(domain);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.portledger.domain.(*)..")
                .should()
                .beFreeOfCycles()
                .check(domain);
    }

    @Test
    void plainJavaRuleCatchesAFramework() {
        var fixture = new ClassFileImporter().importClasses(DomainArchTest.class);
        assertThat(PLAIN_JAVA.evaluate(fixture).hasViolation()).isTrue();
    }
}
