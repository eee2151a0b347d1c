package dev.portledger.server.ledger.query;

import dev.portledger.server.export.CsvWriter;
import dev.portledger.server.sql.RowOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** An export of all listeners of a search. */
record ListenerCsv(ListenerStore listeners, ListenerFilter filter, RowOrder order, List<CsvColumn> columns) {

    /** Finds out what can go wrong while there can still be another answer than a broken file. */
    void check() {
        listeners.check(filter);
    }

    void write(OutputStream out) throws IOException {
        try (CsvWriter csv = new CsvWriter(out)) {
            csv.row(columns.stream().map(CsvColumn::header).toList());
            listeners.each(filter, order, row -> {
                try {
                    csv.row(columns.stream().map(column -> column.of(row)).toList());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
