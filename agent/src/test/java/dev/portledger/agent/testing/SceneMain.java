package dev.portledger.agent.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A process of a scene, commanded by lines on its standard input, each answered by one line:
 * {@code open tcp|udp|bound 4|6|6only ADDRESS PORT [reuseport|device=NAME]...} ({@code bound} is TCP without listen),
 * {@code race tcp 4 ADDRESS PORT} (two sockets are bound with SO_REUSEADDR, then both listen), {@code crowd PORT N} (so many TCP
 * listeners on ports from this one on), {@code fewer N} (the first of them are closed), {@code share [NAME]} (a child process that has all
 * sockets opened so far, with this name for an argument, in hexadecimal digits), {@code unshare} (the last of these ends), {@code linger} (on SIGTERM sockets are shut down and the process goes on), {@code clear}.
 * Ends with its input.
 */
public final class SceneMain {

    private static final byte[] SLEEP = "sleep".getBytes(StandardCharsets.US_ASCII);

    private final List<Integer> sockets = new ArrayList<>();
    private final List<Integer> sharers = new ArrayList<>();

    private SceneMain() {}

    public static void main(String[] args) throws IOException {
        SceneMain scene = new SceneMain();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            System.out.println(scene.obey(List.of(line.split(" ", -1))));
        }
        scene.clear();
    }

    private String obey(List<String> command) {
        return switch (command.getFirst()) {
            case "open" -> open(command) ? "opened" : "refused";
            case "race" -> race(command.get(3), Integer.parseInt(command.get(4)));
            case "crowd" -> crowd(Integer.parseInt(command.get(1)), Integer.parseInt(command.get(2)));
            case "fewer" -> {
                List<Integer> some = sockets.subList(0, Integer.parseInt(command.get(1)));
                some.forEach(Libc::close);
                some.clear();
                yield "closed";
            }
            case "share" -> {
                String name =
                        command.size() > 1 ? command.get(1) : HexFormat.of().formatHex(SLEEP);
                sharers.add(Libc.spawnSleeper(HexFormat.of().parseHex(name)));
                yield Integer.toString(sharers.getLast());
            }
            case "unshare" -> {
                Libc.killAndReap(sharers.removeLast());
                yield "ended";
            }
            case "linger" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(this::shutDownAndStay));
                yield "lingering";
            }
            case "clear" -> {
                clear();
                yield "cleared";
            }
            default -> throw new IllegalArgumentException("no command: " + command);
        };
    }

    private String crowd(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (!open(List.of("open", "tcp", "4", "0.0.0.0", Integer.toString(port)))) {
                return "refused at " + port;
            }
        }
        return "opened";
    }

    private boolean open(List<String> command) {
        boolean listens = command.get(1).equals("tcp");
        boolean tcp = listens || command.get(1).equals("bound");
        boolean v6 = command.get(2).startsWith("6");
        int socket = Libc.socket(tcp, v6);
        if (v6) {
            Libc.v6Only(socket, command.get(2).equals("6only"));
        }
        if (tcp) {
            Libc.set(socket, Libc.SO_REUSEADDR);
        }
        for (String option : command.subList(5, command.size())) {
            if (option.equals("reuseport")) {
                Libc.set(socket, Libc.SO_REUSEPORT);
            } else if (option.startsWith("device=")) {
                Libc.bindToDevice(socket, option.substring("device=".length()));
            }
        }
        boolean done = Libc.bind(socket, v6, command.get(3), Integer.parseInt(command.get(4)))
                && (!listens || Libc.listen(socket, 16));
        if (done) {
            sockets.add(socket);
        } else {
            Libc.close(socket);
        }
        return done;
    }

    private void shutDownAndStay() {
        sockets.forEach(Libc::shutdown);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String race(String address, int port) {
        for (int i = 0; i < 2; i++) {
            int socket = Libc.socket(true, false);
            Libc.set(socket, Libc.SO_REUSEADDR);
            if (!Libc.bind(socket, false, address, port)) {
                throw new IllegalStateException("bind was refused");
            }
            sockets.add(socket);
        }
        int last = sockets.size() - 1;
        String first = Libc.listen(sockets.get(last - 1), 1) ? "listens" : "refused";
        return first + (Libc.listen(sockets.get(last), 1) ? " listens" : " refused");
    }

    private void clear() {
        sharers.forEach(Libc::killAndReap);
        sharers.clear();
        sockets.forEach(Libc::close);
        sockets.clear();
    }
}
