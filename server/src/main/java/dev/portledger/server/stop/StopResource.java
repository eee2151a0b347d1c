package dev.portledger.server.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.server.access.Role;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.approval.Decision;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import dev.portledger.server.page.Cursor;
import dev.portledger.server.page.PageLimit;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Stops over HTTP. Everybody who is signed in may look; operators plan, run and call off. */
@Path("/api/stops")
@Blocking
@Consumes(MediaType.APPLICATION_JSON)
public class StopResource {

    private static final Set<String> STATES =
            Set.of("PLANNED", "AWAITING_APPROVAL", "APPROVED", "REQUESTED", "RUNNING", "SETTLED", "DISCARDED");

    private final StopService stops;
    private final StopReading reading;
    private final StopAsking asking;
    private final Askers people;

    StopResource(StopService stops, StopReading reading, StopAsking asking, Askers people) {
        this.stops = stops;
        this.reading = reading;
        this.asking = asking;
        this.people = people;
    }

    /**
     * What to plan: the holding whose socket is to go; for a SIGKILL, and for a release of TIME_WAIT sockets, the stop that it follows,
     * whose socket it then is. Where nobody holds the port, {@code timeWait} is the endpoint whose TIME_WAIT sockets are to be released.
     */
    @Schema(name = "StopWish")
    public record Wish(
            Optional<UUID> holdingId, Optional<UUID> hostId, Optional<UUID> follows, Optional<TimeWaitWish> timeWait) {

        /** @throws ProblemException BODY_INVALID */
        Wanted wanted() {
            return new Wanted(hostId.orElseThrow(() -> missing("hostId")), what(), Optional.empty(), 1);
        }

        private Wanted.What what() {
            if (timeWait.isEmpty()) {
                return follows.<Wanted.What>map(stopId -> new Wanted.Follower(stopId, holdingId))
                        .or(() -> holdingId.map(Wanted.Holding::new))
                        .orElseThrow(() -> missing("holdingId"));
            }
            if (holdingId.isPresent() || follows.isPresent()) {
                throw new ProblemException(
                        ErrorCode.BODY_INVALID, "timeWait goes with neither holdingId nor follows", "timeWait");
            }
            return timeWait.get().wanted();
        }
    }

    /** An endpoint that nobody holds. */
    @Schema(name = "TimeWaitWish")
    public record TimeWaitWish(
            @Schema(
                    description =
                            "What is to be bound, without zone: TIME_WAIT that would meet it is released, of every address for 0.0.0.0 and ::",
                    examples = "0.0.0.0")
            Optional<String> address,

            @Schema(examples = "8080") Optional<Integer> port,

            @Schema(description = "Inode number of the network namespace; the host's own unless given")
            Optional<Long> netns) {

        Wanted.TimeWait wanted() {
            int number = port.orElseThrow(() -> missing("timeWait.port"));
            if (number < 1 || number > 65_535) {
                throw new ProblemException(
                        ErrorCode.PORT_INVALID, "a port is a number from 1 to 65535", "timeWait.port");
            }
            IpAddress where = IpAddress.tryParse(address.orElseThrow(() -> missing("timeWait.address")))
                    .orElseThrow(() -> new ProblemException(
                            ErrorCode.BODY_INVALID, "address is an IPv4 or IPv6 address", "timeWait.address"));
            return new Wanted.TimeWait(netns, new LocalEndpoint(where, number));
        }
    }

    /**
     * The order to run a plan. {@code confirm} is for SIGKILL: the name of the process. {@code breakGlass} is for emergencies: without the
     * approvals that the rules demand. What is approved needs none of them.
     */
    @Schema(name = "StopOrder")
    public record Run(
            Optional<String> reason, Optional<String> ticket, Optional<String> confirm, Optional<Boolean> breakGlass) {

        Optional<Order> order() {
            return reason.isEmpty() ? Optional.empty() : Optional.of(Order.of(reason, ticket, confirm));
        }
    }

    /** What somebody says of what they were asked to agree to: with a digest of it, and to reject it with a comment. */
    @Schema(name = "ApprovalWord")
    public record Word(Optional<Decision.Says> decision, Optional<String> digest, Optional<String> comment) {

        /** @throws ProblemException BODY_INVALID or REASON_REQUIRED */
        public Approvals.Word checked() {
            Decision.Says says = decision.orElseThrow(() -> missing("decision"));
            Optional<String> why = comment.map(String::strip).filter(text -> !text.isEmpty());
            if (why.isPresent() || says == Decision.Says.REJECT) {
                Order.of(why, Optional.empty(), Optional.empty());
            }
            return new Approvals.Word(says, digest.orElseThrow(() -> missing("digest")), why);
        }
    }

    /** @param nextCursor where the next page begins; empty on the last one */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "StopPage")
    public record Page(List<StopView> items, Optional<String> nextCursor) {}

    @POST
    @ResponseStatus(201)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "planStop", summary = "Plan a stop, from a fresh look of the host's agent")
    public StopView plan(Optional<Wish> body) throws SQLException {
        Wish wish = RequestBody.present(body);
        return reading.view(stops.plan(people.asking(), wish.wanted()));
    }

    @POST
    @Path("/{stopId}/run")
    @ResponseStatus(202)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "runStop",
            summary = "Run a planned stop, with a reason, or one that is approved",
            description =
                    "Where the rules demand it, others are asked instead, and the stop is AWAITING_APPROVAL. Once it is"
                            + " APPROVED, whoever asked runs it by calling this again.")
    public StopView run(@PathParam("stopId") String stopId, Optional<Run> body) throws SQLException {
        Run run = RequestBody.present(body);
        return reading.view(stops.run(
                people.asking(), id(stopId), run.order(), run.breakGlass().orElse(false)));
    }

    @POST
    @Path("/{stopId}/approvals")
    @RolesAllowed(Role.MAY_APPROVE)
    @Operation(
            operationId = "decideStop",
            summary = "Agree to a stop, or reject it",
            description =
                    "`self_approval`, `not_an_approver`, `plan_changed` (the digest is of another plan), `already_decided`,"
                            + " `approval_expired`.")
    public StopView decide(@PathParam("stopId") String stopId, Optional<Word> body) throws SQLException {
        Approvals.Word word = RequestBody.present(body).checked();
        return reading.view(asking.decide(people.asking(), id(stopId), word));
    }

    @POST
    @Path("/{stopId}/abort")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "abortStop", summary = "Call a stop off, before the holder was told to end")
    public StopView abort(@PathParam("stopId") String stopId) throws SQLException {
        return reading.view(stops.abort(people.asking(), id(stopId)));
    }

    @GET
    @Path("/{stopId}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "stop", summary = "One stop")
    public StopView stop(@PathParam("stopId") String stopId) throws SQLException {
        return reading.view(reading.find(id(stopId)));
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "stops", summary = "Stops, the newest plan first")
    public Page list(
            @QueryParam("host") Optional<String> host,
            @QueryParam("port") Optional<String> port,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        var filter = new StopReading.Filter(
                host.map(StopResource::hostId), port.map(StopResource::portNumber), state.map(StopResource::state));
        int rows = PageLimit.parse(limit).rows();
        List<Stop> found = reading.page(filter, Cursor.parse(cursor, filter.toString(), 2), rows + 1);
        List<Stop> shown = found.subList(0, Math.min(rows, found.size()));
        Optional<String> next = found.size() > rows
                ? Optional.of(StopReading.cursorAfter(shown.getLast()).text(filter.toString()))
                : Optional.empty();
        return new Page(reading.views(shown), next);
    }

    private static ProblemException missing(String field) {
        return new ProblemException(ErrorCode.BODY_INVALID, field + " is required", field);
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + text);
        }
    }

    private static UUID hostId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "host is the id of a host", "host");
        }
    }

    private static int portNumber(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ProblemException(ErrorCode.PORT_INVALID, "a port is a number from 1 to 65535", "port");
    }

    private static String state(String text) {
        String state = text.toUpperCase(Locale.ROOT);
        if (!STATES.contains(state)) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "state is one of " + STATES, "state");
        }
        return state;
    }
}
