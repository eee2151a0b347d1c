package dev.portledger.server.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Names exactly one plan: who agrees to a digest has agreed to this stop, of this socket and these processes, by this method and with these
 * consequences, for this reason, and to nothing else.
 */
public final class PlanDigest {

    private static final ObjectWriter JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writer();

    private PlanDigest() {}

    private record Agreed(
            UUID stopId,
            UUID hostId,
            StopTarget target,
            StopMethod method,
            List<StopPlan.AlsoEnds> alsoEnds,
            List<StopPlan.Remark> comesBack,
            List<StopPlan.Remark> warnings,
            Optional<List<StopPlan.Remark>> dependents,
            List<String> commands,
            String reason) {}

    static String of(Stop stop, String reason) {
        StopPlan plan = stop.plan();
        return ofAny(new Agreed(
                stop.stopId(),
                stop.hostId(),
                plan.target(),
                plan.method(),
                plan.alsoEnds(),
                plan.comesBack(),
                plan.warnings(),
                plan.dependents(),
                plan.commands(),
                reason));
    }

    /** SHA-256 in hex of a value in one form of JSON. */
    public static String ofAny(Object value) {
        try {
            byte[] text = JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a plan is always writable, and every JDK has SHA-256", e);
        }
    }
}
