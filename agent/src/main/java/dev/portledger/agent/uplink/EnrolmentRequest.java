package dev.portledger.agent.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.Signed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.UUID;

/** One request to make a host known; see {@code /api/enrolments} in docs/openapi.yaml. */
record EnrolmentRequest(URI server, UUID hostId, String publicKey) {

    /** @throws IOException when the server cannot be reached, or does not answer */
    EnrolmentAnswer send(JdkDialer dialer, String token) throws IOException {
        URI address = URI.create(server.toString().replaceFirst("/$", "") + "/api/enrolments");
        HttpResponse<String> answer = dialer.post(address, body(token));
        return switch (answer.statusCode()) {
            case 200, 201 -> new EnrolmentAnswer.Enrolled(hostId, commandKeys(answer.body()));
            case 400, 401, 403 -> new EnrolmentAnswer.Refused(problemCode(answer.body()));
            default -> new EnrolmentAnswer.NotNow(answer.statusCode(), problemCode(answer.body()));
        };
    }

    private String body(String token) {
        ObjectNode body = FrameJson.mapper().createObjectNode();
        body.put("token", token);
        body.put("hostId", hostId.toString());
        body.put("publicKey", publicKey);
        body.put("hostname", HostFacts.hostname());
        return body.toString();
    }

    private static Optional<Signed> commandKeys(String body) {
        try {
            JsonNode keys = FrameJson.mapper().readTree(body).path("commandKeys");
            return keys.isObject() ? Optional.of(FrameJson.mapper().treeToValue(keys, Signed.class)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String problemCode(String body) {
        try {
            return FrameJson.mapper().readTree(body).path("code").asText("no code");
        } catch (JsonProcessingException e) {
            return "no code";
        }
    }
}
