package dev.portledger.bench;

import java.util.Arrays;
import java.util.List;

/** Starts a benchmark by its name. */
public final class Main {

    private Main() {}

    public static void main(String... args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        List<String> rest = arguments.subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "listen-refresh" -> ListenRefresh.run(rest);
            case "bind-events" -> BindEvents.run(rest);
            default -> {
                System.err.println("usage: listen-refresh [LISTENERS [PROCESSES [PAIRS]]] | bind-events [COUNT]");
                System.exit(2);
            }
        }
    }
}
