package dev.portledger.server.bulk;

import dev.portledger.server.access.Role;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.stop.Order;
import dev.portledger.server.stop.StopResource;
import dev.portledger.server.text.OneLine;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Bulk stops over HTTP. Everybody may look; operators plan, run and call off; approvers agree. */
@Path("/api/bulk-stops")
@Blocking
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Bulk stops", description = "One request over many hosts")
public class BulkResource {

    private static final int LONGEST_WHAT = 200;

    private final BulkPlanning planning;
    private final BulkService bulks;
    private final BulkReading reading;
    private final Askers people;

    BulkResource(BulkPlanning planning, BulkService bulks, BulkReading reading, Askers people) {
        this.planning = planning;
        this.bulks = bulks;
        this.reading = reading;
        this.people = people;
    }

    /** A line that is wanted: the holding whose socket is to go. */
    @Schema(name = "BulkLineWish")
    public record LineWish(Optional<UUID> hostId, Optional<UUID> holdingId) {}

    /**
     * What to plan.
     *
     * @param what in words, as the lines were chosen
     * @param lines 1 to 500 listeners
     * @param waveSize 5 unless given
     * @param pause none unless given
     * @param maxFailures 0 unless given: the first failure ends it
     */
    @Schema(name = "BulkWish")
    public record Wish(
            Optional<String> what,
            Optional<List<LineWish>> lines,
            Optional<Integer> waveSize,

            @Schema(implementation = String.class, format = "duration")
            Optional<Duration> pause,

            Optional<Integer> maxFailures) {}

    /** The order to run a bulk stop. {@code confirm} is the number of its hosts. What is approved needs none of them. */
    @Schema(name = "BulkOrder")
    public record Run(
            Optional<String> reason, Optional<String> ticket, Optional<String> confirm, Optional<Boolean> breakGlass) {

        Optional<Order> order() {
            return reason.isEmpty() ? Optional.empty() : Optional.of(Order.of(reason, ticket, Optional.empty()));
        }
    }

    @POST
    @ResponseStatus(201)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "planBulkStop",
            summary = "Plan one request over many hosts, from fresh looks of their agents",
            description = "Lines of which there is no plan are refused, each with its code; the others can be run.")
    public BulkView plan(Optional<Wish> body) throws SQLException {
        Wish wish = RequestBody.present(body);
        List<BulkPlanning.Wanted> wanted = new ArrayList<>();
        for (LineWish line : wish.lines().orElse(List.of())) {
            wanted.add(new BulkPlanning.Wanted(
                    line.hostId().orElseThrow(() -> missing("hostId")),
                    line.holdingId().orElseThrow(() -> missing("holdingId"))));
        }
        Course course = Course.of(wish.waveSize(), wish.pause(), wish.maxFailures());
        return reading.view(bulks.find(planning.plan(people.asking(), wanted, what(wish), course)));
    }

    private static String what(Wish wish) {
        String text =
                wish.what().map(String::strip).filter(given -> !given.isEmpty()).orElse("Stop the chosen listeners");
        if (!OneLine.is(text, 1, LONGEST_WHAT)) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "what has at most " + LONGEST_WHAT + " characters in one line", "what");
        }
        return text;
    }

    @POST
    @Path("/{bulkId}/run")
    @ResponseStatus(202)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "runBulkStop",
            summary = "Run a bulk stop, with a reason, or one that is approved",
            description = "Where the rules demand it, others are asked instead. `confirm` is the number of hosts.")
    public BulkView run(@PathParam("bulkId") String bulkId, Optional<Run> body) throws SQLException {
        Run run = RequestBody.present(body);
        return reading.view(bulks.run(
                people.asking(),
                id(bulkId),
                run.order(),
                run.confirm(),
                run.breakGlass().orElse(false)));
    }

    @POST
    @Path("/{bulkId}/approvals")
    @RolesAllowed(Role.MAY_APPROVE)
    @Operation(operationId = "decideBulkStop", summary = "Agree to a bulk stop, or reject it")
    public BulkView decide(@PathParam("bulkId") String bulkId, Optional<StopResource.Word> body) throws SQLException {
        return reading.view(bulks.decide(
                people.asking(), id(bulkId), RequestBody.present(body).checked()));
    }

    @POST
    @Path("/{bulkId}/abort")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "abortBulkStop",
            summary = "Call a bulk stop off",
            description = "Lines that have begun go on; all others are not run.")
    public BulkView abort(@PathParam("bulkId") String bulkId) throws SQLException {
        bulks.abort(people.asking(), id(bulkId));
        return reading.view(bulks.find(id(bulkId)));
    }

    @GET
    @Path("/{bulkId}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "bulkStop", summary = "One bulk stop with its lines")
    public BulkView bulk(@PathParam("bulkId") String bulkId) throws SQLException {
        return reading.view(reading.find(id(bulkId)));
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "bulkStops", summary = "Bulk stops, the newest plan first")
    public BulkView.Page list(
            @QueryParam("limit") Optional<String> limit, @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        return reading.page(PageLimit.parse(limit), cursor);
    }

    private static ProblemException missing(String field) {
        return new ProblemException(ErrorCode.BODY_INVALID, field + " is required", field);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "no bulk stop has the id " + text);
        }
    }
}
