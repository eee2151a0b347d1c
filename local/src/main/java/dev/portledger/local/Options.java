package dev.portledger.local;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * What the command line and the environment ask for.
 *
 * @param home the built tree: where {@code server/target} and {@code agent/target} are
 * @param data the data folder, absolute; kept between runs
 * @param port TCP port of the console on 127.0.0.1
 */
public record Options(Path home, Path data, int port) {

    static final int DEFAULT_PORT = 8600;
    static final String USAGE = "usage: portledger up [--port N] [--data FOLDER]";

    static Options parse(String[] args, Map<String, String> environment, Path home) throws Trouble {
        String data = environment.getOrDefault("PORTLEDGER_DATA", "");
        String port = environment.getOrDefault("PORTLEDGER_PORT", Integer.toString(DEFAULT_PORT));
        for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            switch (arg) {
                case "--port" -> port = valueOf(arg, rest);
                case "--data" -> data = valueOf(arg, rest);
                default -> throw new Trouble(Exit.USAGE, "'" + arg + "' is not known here\n" + USAGE);
            }
        }
        return new Options(home, dataFolder(data, environment), portNumber(port));
    }

    private static String valueOf(String option, Iterator<String> rest) throws Trouble {
        if (!rest.hasNext()) {
            throw new Trouble(Exit.USAGE, option + " needs a value\n" + USAGE);
        }
        return rest.next();
    }

    /** XDG base directory specification: {@code $XDG_DATA_HOME}, or {@code ~/.local/share}, and only if absolute. */
    private static Path dataFolder(String asked, Map<String, String> environment) {
        if (!asked.isEmpty()) {
            return Path.of(asked).toAbsolutePath().normalize();
        }
        Path xdg = Path.of(environment.getOrDefault("XDG_DATA_HOME", ""));
        Path base = xdg.isAbsolute() ? xdg : Path.of(System.getProperty("user.home"), ".local", "share");
        return base.resolve("portledger");
    }

    private static int portNumber(String text) throws Trouble {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, together with the numbers out of range
        }
        throw new Trouble(Exit.USAGE, "'" + text + "' is not a TCP port; it has to be a number from 1 to 65535");
    }
}
