package dev.portledger.server.agentadmin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.access.CurrentCaller;
import dev.portledger.server.access.Role;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.Sql;
import dev.portledger.server.trust.CommandKeys;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The key that commands are signed with, and how another one follows it. */
@Path("/api/command-key")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class CommandKeyResource {

    private final CommandKeys keys;
    private final Reading reading;
    private final CurrentCaller caller;

    CommandKeyResource(CommandKeys keys, Reading reading, CurrentCaller caller) {
        this.keys = keys;
        this.reading = reading;
        this.caller = caller;
    }

    /** The key that commands are signed with, and the one that follows it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "CommandKey")
    public record CommandKey(
            long serial,

            @Schema(description = "Fingerprint of the key that signs")
            String keyId,

            @Schema(description = "Of the key that will; absent unless one follows")
            Optional<String> nextKeyId,

            @Schema(description = "Since when this set of keys is the newest")
            Instant since,

            @Schema(description = "Whether this server can sign")
            boolean usable,

            @Schema(description = "Hosts that may connect and have ever taken commands")
            long hosts,

            @Schema(
                    description =
                            "Of those, the ones that do not know the key that follows yet, or that signs where none follows")
            long hostsWithout) {}

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "getCommandKey", summary = "The key that commands are signed with")
    @APIResponse(responseCode = "200", description = "The key")
    @APIResponse(responseCode = "503", description = "`command_key_unavailable`")
    public CommandKey get() throws SQLException {
        return view(keys.state());
    }

    @POST
    @Path("/rotation")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(
            operationId = "beginCommandKeyRotation",
            summary = "Make the command key that follows, and tell the agents; the old one goes on signing")
    @APIResponse(responseCode = "200", description = "The keys as they are now")
    @APIResponse(responseCode = "400", description = "`reason_required` or `body_invalid`")
    @APIResponse(responseCode = "503", description = "`command_key_unavailable`")
    public CommandKey begin(Optional<Reason> body) throws IOException {
        return view(keys.beginRotation(caller.require().name(), Reason.required(body)));
    }

    @POST
    @Path("/completion")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(
            operationId = "completeCommandKeyRotation",
            summary = "Sign with the key that follows, and forget the old one",
            description = "Hosts that were away learn both when they are back, so that none is lost by it.")
    @APIResponse(responseCode = "200", description = "The keys as they are now")
    @APIResponse(responseCode = "409", description = "`command_key_state_conflict`")
    @APIResponse(responseCode = "503", description = "`command_key_unavailable`")
    public CommandKey complete(Optional<Reason> body) throws IOException, SQLException {
        return view(keys.completeRotation(caller.require().name(), Reason.required(body)));
    }

    private CommandKey view(CommandKeys.State state) {
        String wanted = state.nextKeyId().orElse(state.keyId());
        return reading.read(connection -> {
            try (var statement = Sql.of("""
                            select count(*), count(*) filter (where not ? = any(command_key_ids)) from host
                            where revoked_at is null and command_serial is not null""", wanted).prepare(connection);
                    var row = statement.executeQuery()) {
                row.next();
                return new CommandKey(
                        state.serial(),
                        state.keyId(),
                        state.nextKeyId(),
                        state.since(),
                        state.usable(),
                        row.getLong(1),
                        row.getLong(2));
            }
        });
    }
}
