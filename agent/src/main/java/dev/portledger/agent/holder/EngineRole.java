package dev.portledger.agent.holder;

import dev.portledger.domain.holder.Management;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a process is to a container engine. Told by its executable, not by its comm, which it may choose.
 *
 * <p>Which process listens for a container's published port depends on the engine: a docker-proxy; dockerd itself with
 * {@code userland-proxy} off; Podman's conmon; and without root rootlesskit, rootlessport, slirp4netns or pasta.
 */
sealed interface EngineRole {

    /** None: a process like any other, in a container or not. */
    record None() implements EngineRole {}

    /**
     * It listens for containers, and the engine knows for which.
     *
     * @param only whether it never listens for itself
     */
    record Forwards(boolean only) implements EngineRole {}

    /** It keeps one container, and its arguments say which (conmon(8)). */
    record Keeps(Management.Container container) implements EngineRole {}

    Set<String> ALWAYS = Set.of("docker-proxy", "rootlessport");
    Set<String> SOMETIMES =
            Set.of("dockerd", "rootlesskit", "slirp4netns", "passt", "passt.avx2", "pasta", "pasta.avx2");
    Pattern ID = Pattern.compile("[0-9a-f]{64}");
    Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    /**
     * @param exe target of {@code /proc/PID/exe}; of a program that was updated it ends with {@code " (deleted)"}
     * @param arguments {@code /proc/PID/cmdline}, the program first
     */
    static EngineRole of(Optional<String> exe, List<String> arguments) {
        String program = exe.map(
                        path -> path.replaceFirst(" \\(deleted\\)$", "").replaceFirst(".*/", ""))
                .orElse("");
        if (ALWAYS.contains(program)) {
            return new Forwards(true);
        }
        if (SOMETIMES.contains(program)) {
            return new Forwards(false);
        }
        return program.equals("conmon") ? conmon(arguments) : new None();
    }

    private static EngineRole conmon(List<String> arguments) {
        boolean podman = arguments.stream().anyMatch(argument -> argument.endsWith("/podman"));
        return value(arguments, List.of("-c", "--cid"), ID)
                .<EngineRole>map(id -> new Keeps(new Management.Container(
                        podman ? "podman" : "cri-o",
                        id,
                        value(arguments, List.of("-n", "--name"), NAME),
                        Optional.empty())))
                .orElseGet(None::new);
    }

    /** The first of these options that is followed by a value of that form. */
    private static Optional<String> value(List<String> arguments, List<String> options, Pattern form) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (options.contains(arguments.get(i))
                    && form.matcher(arguments.get(i + 1)).matches()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
