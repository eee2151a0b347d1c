package dev.portledger.local;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Progress;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Starts Portledger on one machine. Called by the launcher {@code portledger}, which says where the built tree is. */
public final class Main {

    private Main() {}

    public static void main(String... args) {
        System.exit(run(args).status());
    }

    private static Exit run(String... args) {
        try {
            if (args.length == 0 || !args[0].equals("up")) {
                throw new Trouble(Exit.USAGE, Options.USAGE);
            }
            Path home = Path.of(System.getProperty("portledger.home", "")).toAbsolutePath();
            Options options = Options.parse(Arrays.copyOfRange(args, 1, args.length), System.getenv(), home);
            Up.run(options, new Progress(System.out));
            return Exit.IN_ORDER;
        } catch (Trouble trouble) {
            System.err.println(trouble.getMessage());
            return trouble.exit();
        } catch (IOException e) {
            System.err.println("The data folder cannot be used: " + e.getMessage());
            return Exit.DATA_FOLDER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }
}
