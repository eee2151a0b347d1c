package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.testing.BindStorm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link BindStorm} at work. */
record StormProcess(Process process) {

    /** @param command runs {@link BindStorm} */
    static StormProcess start(List<String> command, long seed, int failures, List<Integer> ports) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(
                Long.toString(seed),
                Integer.toString(failures),
                String.join(",", ports.stream().map(String::valueOf).toList())));
        return new StormProcess(new ProcessBuilder(whole)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /**
     * What failed, after the process has ended.
     *
     * @param withErrno otherwise the error is left out
     */
    List<String> truth(boolean withErrno) throws IOException, InterruptedException {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = out.lines()
                    .map(line -> withErrno ? line : withoutErrno(line))
                    .toList();
            if (process.waitFor() != 0) {
                throw new IOException("the storm has ended with status " + process.exitValue());
            }
            return lines;
        }
    }

    /** What was told of it, in the same form. */
    List<String> told(Recorded recorded, boolean withErrno) {
        return recorded.of(BindFailed.class).stream()
                .filter(failed -> failed.caller().pid() == process.pid())
                .map(failed -> line(failed, withErrno))
                .toList();
    }

    /** What is in one list more often than in the other. */
    static List<String> surplus(List<String> of, List<String> over) {
        Map<String, Integer> count = new TreeMap<>();
        of.forEach(line -> count.merge(line, 1, Integer::sum));
        over.forEach(line -> count.merge(line, -1, Integer::sum));
        return count.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .toList();
    }

    private static String withoutErrno(String line) {
        return line.substring(0, line.lastIndexOf(' '));
    }

    private static String line(BindFailed failed, boolean withErrno) {
        SocketSight socket = failed.socket();
        String line = BindStorm.line(
                socket.protocol().name(),
                socket.endpoint().text(),
                failed.reuseAddress().orElseThrow(),
                failed.reusePort().orElseThrow(),
                socket.v6Only().map(String::valueOf).orElse("-"),
                failed.errno().orElse(0));
        return withErrno ? line : withoutErrno(line);
    }
}
