package dev.portledger.local.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts programs that end with us, and not before we say so.
 *
 * <ul>
 *   <li>A session of its own (setsid(1)): Ctrl-C in the terminal reaches only us, and we end the parts in order.
 *   <li>A parent-death signal (setpriv(1), PR_SET_PDEATHSIG(2const)): the kernel ends them when we are killed. It is bound to the
 *       <em>thread</em> that started the child, so one thread starts all of them and lives as long as we do.
 * </ul>
 *
 * Both programs are in util-linux, which Debian and Ubuntu cannot do without.
 */
public final class Spawner {

    private final ExecutorService thread = Executors.newFixedThreadPool(
            1, Thread.ofPlatform().daemon().name("spawner").factory());

    public Child start(Launch launch) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("setsid", "--", "setpriv", "--pdeathsig", launch.lastSignal()));
        command.add("--");
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true);
        builder.environment().putAll(launch.environment());
        try {
            return new Child(thread.submit(builder::start).get(), new ChildLog(launch.log()));
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + launch.command().getFirst(), e.getCause());
        }
    }
}
