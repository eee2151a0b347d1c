package dev.portledger.server.conflict;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.User;
import dev.portledger.server.export.CsvWriter;
import dev.portledger.server.sql.RowOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** An export of all failed binds of a search; times in UTC, what is not known is empty. */
record FailedBindCsv(FailedBindReading reading, FailedBindFilter filter, RowOrder order) {

    private static final List<String> HEADER = List.of(
            "first",
            "last",
            "times",
            "state",
            "host",
            "protocol",
            "address",
            "port",
            "call",
            "error",
            "cause",
            "claimant",
            "claimant_pid",
            "claimant_user",
            "claimant_unit",
            "claimant_container",
            "claimant_exe",
            "holders",
            "remedy");

    void write(OutputStream out) throws IOException {
        try (CsvWriter csv = new CsvWriter(out)) {
            csv.row(HEADER);
            reading.each(filter, order, row -> {
                try {
                    csv.row(values(row));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<String> values(FailedBindRow row) {
        var claimant = row.claimant();
        return List.of(
                row.firstAt().toString(),
                row.lastAt().toString(),
                Long.toString(row.times()),
                row.state().name().name(),
                row.hostName(),
                row.protocol().name(),
                row.address(),
                Integer.toString(row.port()),
                row.call().name(),
                row.error()
                        .or(() -> row.errno().map(number -> "errno " + number))
                        .orElse(""),
                row.diagnosis().map(FailedBindDiagnosis::cause).orElse(""),
                claimant.comm(),
                Integer.toString(claimant.pid()),
                claimant.user().map(FailedBindCsv::user).orElse(""),
                claimant.management() instanceof Management.Unit unit ? unit.name() : "",
                claimant.management() instanceof Management.Container container ? container.id() : "",
                claimant.exe().orElse(""),
                row.inTheWay().stream()
                        .flatMap(held -> held.holders().list().stream())
                        .map(FailedBindCsv::holder)
                        .distinct()
                        .collect(Collectors.joining("; ")),
                row.diagnosis().map(FailedBindDiagnosis::remedy).orElse(""));
    }

    private static String user(User user) {
        return user.name().orElse(Long.toString(user.uid()));
    }

    private static String holder(Holder holder) {
        return holder.comm() + " " + holder.process().pid();
    }
}
