package dev.portledger.agent.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the answer to {@code GET /containers/json} (Docker Engine API 1.24 and later, ContainerList; Podman's is the same, but for
 * {@code Ports[].IP}, which it leaves out for all addresses). Only what is needed of one container is in memory at a time.
 */
final class ContainerList {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(30)
                            .maxStringLength(1 << 16)
                            .build())
                    .build())
            .build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    /** Names are chosen by people and end up on screens and in commands; engines allow
     * {@code [a-zA-Z0-9][a-zA-Z0-9_.-]*} (daemon/names in moby). */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    private static final int MAX_IMAGE = 300;

    private ContainerList() {}

    /**
     * Containers without a proper id or name are left out: nothing could be done with them.
     *
     * @throws IOException when the text is no such list, or cannot be read
     */
    static List<Container> read(String runtime, InputStream text) throws IOException {
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("the engine's answer is no list of containers");
            }
            List<Container> containers = new ArrayList<>();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                container(runtime, MAPPER.readTree(parser)).ifPresent(containers::add);
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException("the engine's list of containers is malformed");
            }
            return containers;
        } catch (JacksonException e) {
            throw new IOException("the engine's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<Container> container(String runtime, JsonNode node) {
        String id = node.path("Id").asText("");
        String name = node.path("Names").path(0).asText("").replaceFirst("^/", "");
        if (!ID.matcher(id).matches() || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        String image = node.path("Image").asText("");
        List<PublishedPort> ports = new ArrayList<>();
        for (JsonNode port : node.path("Ports")) {
            port(port).ifPresent(ports::add);
        }
        return Optional.of(
                new Container(runtime, id, name, image.substring(0, Math.min(image.length(), MAX_IMAGE)), ports));
    }

    /** Empty for a port that is only exposed, or is of a protocol without a meaning here (SCTP). */
    private static Optional<PublishedPort> port(JsonNode node) {
        int port = node.path("PublicPort").asInt(0);
        Optional<Protocol> protocol =
                switch (node.path("Type").asText("").toLowerCase(Locale.ROOT)) {
                    case "tcp" -> Optional.of(Protocol.TCP);
                    case "udp" -> Optional.of(Protocol.UDP);
                    default -> Optional.empty();
                };
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        String address = node.path("IP").asText("");
        return protocol.map(known -> new PublishedPort(known, IpAddress.tryParse(address), port));
    }
}
