package dev.portledger.server.ledger.query;

import dev.portledger.server.page.FilterValues;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The filters of a list of listeners, as they stand in the address. Repeated: one of them; different ones: all of them. */
public final class ListenerParameters {

    @QueryParam("q")
    @Parameter(
            description =
                    "Words that all have to match: `port:8080`, `port:8000-8100`, `protocol:tcp`, `process:java`, `unit:x`, "
                            + "`user:x`, `host:x`, `address:x`, `container:x`, or text to be found anywhere. Quotes hold words together.",
            example = "port:8080 process:java")
    Optional<String> q = Optional.empty();

    @QueryParam("port")
    @Parameter(description = "A port or a range", example = "8000-8100")
    List<String> port = List.of();

    @QueryParam("protocol")
    @Parameter(description = "tcp or udp", example = "tcp")
    List<String> protocol = List.of();

    @QueryParam("address")
    @Parameter(description = "The bound address, or a network that it is in", example = "10.0.0.0/8")
    List<String> address = List.of();

    @QueryParam("process")
    @Parameter(description = "comm of a holder, whole", example = "java")
    List<String> process = List.of();

    @QueryParam("user")
    @Parameter(description = "User name of a holder, whole", example = "app")
    List<String> user = List.of();

    @QueryParam("unit")
    @Parameter(description = "systemd unit of a holder, whole", example = "orders.service")
    List<String> unit = List.of();

    @QueryParam("container")
    @Parameter(description = "Container id of a holder, or its beginning", example = "4f66ad9a")
    List<String> container = List.of();

    @QueryParam("host")
    @Parameter(description = "Id or name of a host", example = "web-12")
    List<String> host = List.of();

    @QueryParam("bind")
    @Parameter(description = "WILDCARD, LOOPBACK or SPECIFIC", example = "WILDCARD")
    List<String> bind = List.of();

    @QueryParam("owner")
    @Parameter(description = "UNIT, CONTAINER, UNMANAGED, KERNEL or UNKNOWN", example = "UNMANAGED")
    List<String> owner = List.of();

    @QueryParam("at")
    @Parameter(
            description = "As of this time instead of now. Rows whose hold at that time is not certain say so.",
            example = "2026-11-17T03:14:00Z")
    Optional<String> at = Optional.empty();

    /** @throws dev.portledger.server.error.ProblemException if one of them cannot be read */
    ListenerFilter filter() {
        return new ListenerFilter(
                q.map(SearchWords::parse).orElse(List.of()),
                port.stream().map(PortRange::parse).toList(),
                protocol.stream().map(Protocols::parse).toList(),
                address.stream().map(ListenerFilter::network).toList(),
                FilterValues.texts("process", process),
                FilterValues.texts("user", user),
                FilterValues.texts("unit", unit),
                FilterValues.texts("container", container),
                FilterValues.texts("host", host),
                FilterValues.oneOf("bind", BindKind.class, bind),
                FilterValues.oneOf("owner", OwnerKind.class, owner),
                Times.parse(at, "at"));
    }
}
