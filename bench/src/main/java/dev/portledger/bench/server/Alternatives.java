package dev.portledger.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What somebody would do instead, over the same listeners. */
final class Alternatives {

    private static final List<String> WORDS = List.of("8080", "java", "ng", "orders-5.service", "nosuchthing");

    /** One line as {@code ss -H -lntup} prints it. */
    private static final String SS_LINES = """
            select w.name, lower(h.protocol) || '   LISTEN 0      ' || h.backlog_max || '    ' || host(h.address) || ':' || h.port
                || '    0.0.0.0:*    users:(("' || h.comm || '",pid=' || h.pid || ',fd=7)) ' || (h.holders #>> '{list,0,cmdline}')
                || ' ' || coalesce(h.unit, '') as line
            from holding_open h join host w using (host_id) order by w.name, h.port""";

    private Alternatives() {}

    static void measure(DurablePostgres postgres, Path work, int runs) throws Exception {
        Path files = Files.createDirectory(work.resolve("ss"));
        try (Connection connection = postgres.connect()) {
            write(connection, files);
            Timings.printHead("`grep -r` over 500 files of `ss` lines that are there already, page cache warm");
            for (String word : WORDS) {
                Timings.of(3, runs, () -> grep(files, word)).print("`grep -r " + word + "`");
            }
            table(connection);
            Timings.printHead("plain table, `ILIKE`: 50 rows by port, then `count(*)`");
            for (String word : WORDS) {
                Timings.of(3, runs, () -> ilike(connection, word)).print("`" + word + "`");
            }
        }
    }

    private static void write(Connection connection, Path files) throws SQLException, IOException {
        Map<String, StringBuilder> hosts = new TreeMap<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(SS_LINES)) {
            while (rows.next()) {
                hosts.computeIfAbsent(rows.getString(1), _ -> new StringBuilder())
                        .append(rows.getString(2))
                        .append('\n');
            }
        }
        for (Map.Entry<String, StringBuilder> host : hosts.entrySet()) {
            Files.writeString(files.resolve(host.getKey()), host.getValue());
        }
    }

    private static void grep(Path files, String word) throws IOException {
        Process grep = new ProcessBuilder("grep", "-r", "-F", "-i", word, files.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        grep.getInputStream().readAllBytes();
        // 1 is: nothing found
        if (grep.onExit().join().exitValue() > 1) {
            throw new IOException("grep failed");
        }
    }

    private static void table(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "create table plain as select w.name, h.protocol, host(h.address) as address, h.port, h.pid, h.comm,"
                            + " h.holders #>> '{list,0,cmdline}' as cmdline, h.user_name, h.unit, h.container"
                            + " from holding_open h join host w using (host_id)");
            statement.execute("create index on plain (port)");
            statement.execute("analyze plain");
        }
    }

    private static void ilike(Connection connection, String word) throws SQLException {
        String where =
                " from plain where concat_ws(' ', name, address, port, comm, cmdline, user_name, unit, container) ilike ?";
        for (String query : List.of("select *" + where + " order by port, name limit 50", "select count(*)" + where)) {
            try (var statement = connection.prepareStatement(query)) {
                statement.setString(1, "%" + word + "%");
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getString(1);
                    }
                }
            }
        }
    }
}
