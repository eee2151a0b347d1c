package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A database from before the tree: the log is a chain of ten thousand entries. */
public final class OldLog implements QuarkusTestResourceLifecycleManager {

    static final int ENTRIES = 10_000;

    /** Argument: what somebody does to the log before the server is brought up to date. */
    static final String EDIT = "edit";

    private static final String BEFORE_THE_TREE = "14";

    private String edit = "";
    private @Nullable TestingPostgres postgres;

    @Override
    public void init(Map<String, String> arguments) {
        edit = arguments.getOrDefault(EDIT, "");
    }

    @Override
    public Map<String, String> start() {
        TestingPostgres old = TestingPostgres.start();
        postgres = old;
        old.migrate(BEFORE_THE_TREE);
        write(old);
        if (!edit.isEmpty()) {
            old.asSuperuser(
                    "portledger",
                    "alter table audit_entry disable trigger all",
                    edit,
                    "alter table audit_entry enable trigger all");
        }
        return old.configuration();
    }

    private static void write(TestingPostgres old) {
        try (Connection connection = old.connect()) {
            connection.setAutoCommit(false);
            String previous = AuditEntry.BEFORE_THE_FIRST;
            for (int i = 1; i <= ENTRIES; i++) {
                AuditEntry entry = TestingSigner.entry(i, "user-" + i % 10, previous);
                AuditTable.insert(connection, entry);
                previous = entry.hash();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(TestInjector testInjector) {
        testInjector.injectIntoFields(
                postgres, field -> field.getType().getName().equals(TestingPostgres.class.getName()));
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
