package dev.portledger.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.portledger.agent.archfixture.CallsTheKernel;
import dev.portledger.agent.archfixture.ReadsNativeMemory;
import dev.portledger.agent.archfixture.left.Left;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import org.junit.jupiter.api.Test;

/** The borders of the agent. Every rule is also shown to catch a class that breaks it. */
final class AgentArchTest {

    private static final ArchRule NOT_THE_SERVER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.portledger.server..",
                    "dev.portledger.local..",
                    "dev.portledger.bench..",
                    "jakarta.persistence..",
                    "java.sql..")
            .because("the agent speaks to the server in frames of the domain");

    private static final ArchRule NATIVE_CODE_IN_ITS_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.portledger.agent.netlink..", "dev.portledger.agent.bpf..", "dev.portledger.agent.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..")
            .because("a wrong offset takes the process down; only these packages are reviewed for it");

    private static final ArchRule SYSTEM_CALLS_IN_THEIR_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.portledger.agent.netlink..", "dev.portledger.agent.bpf..", "dev.portledger.agent.kernel..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Native.class, Syscall.class)
            .because("what a system call is given are addresses of native memory");

    private final JavaClasses agent = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.portledger.agent");

    @Test
    void doesNotKnowTheServer() {
        NOT_THE_SERVER.check(agent);
    }

    @Test
    void onlyThreePackagesCallNativeCode() {
        NATIVE_CODE_IN_ITS_PLACE.check(agent);
    }

    @Test
    void onlyTheSameThreeMakeSystemCalls() {
        SYSTEM_CALLS_IN_THEIR_PLACE.check(agent);
    }

    @Test
    void systemCallRuleCatchesACallElsewhere() {
        var fixture = new ClassFileImporter().importClasses(CallsTheKernel.class);
        assertThat(SYSTEM_CALLS_IN_THEIR_PLACE.evaluate(fixture).hasViolation()).isTrue();
    }

    @Test
    void packagesHaveNoCycles() {
        noCycles("dev.portledger.agent").check(agent);
    }

    @Test
    void nativeRuleCatchesAForeignCallElsewhere() {
        var fixture = new ClassFileImporter().importClasses(ReadsNativeMemory.class);
        assertThat(NATIVE_CODE_IN_ITS_PLACE.evaluate(fixture).hasViolation()).isTrue();
    }

    @Test
    void cycleRuleCatchesACycle() {
        var root = Left.class.getPackageName().replaceFirst("\\.left$", "");
        var fixture = new ClassFileImporter().importPackages(root);
        assertThat(noCycles(root).evaluate(fixture).hasViolation()).isTrue();
    }

    /** The slices are the packages directly below the root; until there are some the rule has nothing to say. */
    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }
}
