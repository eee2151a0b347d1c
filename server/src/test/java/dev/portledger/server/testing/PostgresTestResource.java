package dev.portledger.server.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TestingPostgres} for {@code @QuarkusTest} classes, migrated by the server when it starts. A field of that type in the
 * test gets it.
 */
public final class PostgresTestResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable TestingPostgres postgres;

    @Override
    public Map<String, String> start() {
        postgres = TestingPostgres.start();
        return postgres.configuration();
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
