package dev.portledger.agent.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of its machine. Lacking it, the test does not run and says so; with CI=true it fails. */
public final class Needs {

    private Needs() {}

    public static void root() {
        if (!"root".equals(System.getProperty("user.name"))) {
            lack("needs root");
        }
    }

    public static void program(String name) {
        boolean found = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if (!found) {
            lack("needs the program " + name);
        }
    }

    /** @param what completes "needs" */
    public static void that(boolean there, String what) {
        if (!there) {
            lack("needs " + what);
        }
    }

    private static void lack(String what) {
        if ("true".equals(System.getenv("CI"))) {
            fail(what);
        }
        System.err.println("NOT RUN: " + what);
        abort(what);
    }
}
