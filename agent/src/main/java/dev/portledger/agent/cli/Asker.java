package dev.portledger.agent.cli;

import dev.portledger.agent.kernel.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who asks: what the answer to a question depends on besides the host.
 *
 * @param uid effective user; empty where it could not be read
 * @param privileged whether it has CAP_NET_BIND_SERVICE
 * @param otherZone the time zone for words, where it is not that of this process
 */
record Asker(Optional<Long> uid, Optional<Boolean> privileged, Optional<String> otherZone) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** This process, by proc_pid_status(5). */
    static Asker ofThisProcess() {
        String status;
        try {
            status = Files.readString(Path.of("/proc/self/status"));
        } catch (IOException e) {
            status = "";
        }
        return new Asker(
                uids(status).map(fields -> Long.valueOf(BLANKS.split(fields, -1)[1])),
                Capability.CAP_NET_BIND_SERVICE.in(status),
                Optional.empty());
    }

    /** @throws DateTimeException when it is none that Java knows */
    ZoneId zone() {
        return otherZone.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    }

    private static Optional<String> uids(String status) {
        return status.lines()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.substring(4).strip())
                .findFirst();
    }
}
