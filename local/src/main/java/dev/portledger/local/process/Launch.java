package dev.portledger.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One program to start.
 *
 * @param command program and arguments; nothing here passes through a shell
 * @param environment added to our own; secrets travel this way, as arguments are for everybody to read
 * @param log file for what it says
 * @param lastSignal what the kernel sends it when we are gone without a word, such as {@code TERM}
 */
public record Launch(List<String> command, Map<String, String> environment, Path log, String lastSignal) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
