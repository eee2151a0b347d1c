package dev.portledger.bench.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the Ports page waits for its answers over 100,000 listeners of 500 hosts, against what somebody would do without Portledger:
 * grep over what {@code ss} prints, collected from all hosts, and a plain table with ILIKE.
 *
 * <p>The page asks for rows and facets at once and shows what is there when both are, so that is what is measured, over HTTP, until
 * the last byte.
 */
public final class ListenerSearch {

    private static final int WARM_UP = 15;
    private static final List<String> SEARCHES = List.of(
            "",
            "q=port:8080",
            "q=8080",
            "q=java",
            "q=ng",
            "q=process:nginx",
            "q=orders-5.service",
            "q=web-fra-430",
            "q=process:java+host:web-",
            "q=java+orders",
            "q=nosuchthing",
            "q=container:9176",
            "q=91767ba344",
            "address=10.0.0.0/8",
            "owner=UNIT&protocol=TCP",
            "user=postgres");
    private static final List<String> ORDERS = List.of("-port", "process", "user", "unit", "host", "address", "-began");
    private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]+)\"");
    private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");

    private ListenerSearch() {}

    /**
     * @param jar the built server
     * @param work an empty folder
     */
    public static void run(Path jar, Path work, int runs) throws Exception {
        try (DurablePostgres postgres = DurablePostgres.start(work.resolve("postgres"));
                ServerProcess server = ServerProcess.start(jar, postgres, work)) {
            postgres.run("fleet.sql");
            Timings.printHead("Ports page, rows and facets at once");
            for (String search : SEARCHES) {
                List<String> paths = List.of("listeners?sort=port&limit=50&" + search, "listeners/facets?" + search);
                print(server, runs, search.isEmpty() ? "no filter" : search, paths);
            }
            Timings.printHead("one request");
            print(server, runs, "rows, no filter", List.of("listeners?sort=port&limit=50"));
            for (String order : ORDERS) {
                print(server, runs, "rows, sort=" + order, List.of("listeners?limit=50&sort=" + order));
            }
            print(
                    server,
                    runs,
                    "rows, sort=process, page 20",
                    List.of(page(server, "listeners?limit=50&sort=process", 20)));
            print(server, runs, "facets, no filter", List.of("listeners/facets"));
            Alternatives.measure(postgres, work, runs);
            size(postgres);
        }
    }

    private static void print(ServerProcess server, int runs, String what, List<String> paths) throws Exception {
        Matcher total = TOTAL.matcher(server.all(paths).getFirst());
        String found = total.find() ? " (" + total.group(1) + ")" : "";
        Timings.of(WARM_UP, runs, () -> server.all(paths)).print("`" + what + "`" + found);
    }

    /** The request for a later page. */
    private static String page(ServerProcess server, String first, int number) {
        String path = first;
        for (int i = 1; i < number; i++) {
            Matcher cursor = CURSOR.matcher(server.all(List.of(path)).getFirst());
            if (!cursor.find()) {
                throw new IllegalStateException("there is no page after " + i);
            }
            path = first + "&cursor=" + cursor.group(1);
        }
        return path;
    }

    /** How large it is, for who compares. */
    private static void size(DurablePostgres postgres) throws Exception {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*), pg_size_pretty(pg_relation_size('holding_open')) as heap,"
                                + " pg_size_pretty(pg_indexes_size('holding_open')) as indexes from holding_open")) {
            row.next();
            System.out.printf(
                    Locale.ROOT,
                    "%n%d open listeners, %s and %s of indexes%n",
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3));
        }
    }
}
