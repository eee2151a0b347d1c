package dev.portledger.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.testing.Http;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Every operation that the API's description tells of. */
final class ApiOperations {

    /** Which nobody has to sign in for, and why. */
    static final Set<String> FOR_EVERYBODY = Set.of(
            "enrol", // the token in its body is what counts
            "signInWays", // the sign-in page shows them
            "signInWithOidc"); // the identity provider says who it is

    private ApiOperations() {}

    /**
     * @param role the role that is needed; empty: whoever is signed in, or everybody
     * @param body whether it takes one
     */
    record Operation(String id, String method, String path, boolean signedIn, Optional<String> role, boolean body) {

        boolean changes() {
            return !method.equals("GET");
        }

        /** With this in place of every parameter of the path, but for what has a form of its own. */
        String pathWith(String parameter) {
            return path.replace("{protocol}", "tcp").replace("{port}", "8080").replaceAll("\\{[^}]+}", parameter);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> all(URI server) throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(Http.send(server, "GET", "/q/openapi?format=JSON", List.of(), Optional.empty())
                        .body());
        List<Operation> operations = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.add(
                        read(path.getKey(), operation.getKey().toUpperCase(Locale.ROOT), operation.getValue()))));
        return operations;
    }

    private static Operation read(String path, String method, JsonNode operation) {
        JsonNode security = operation.path("security");
        List<String> roles = new ArrayList<>();
        security.forEach(way -> way.forEach(scopes -> scopes.forEach(role -> roles.add(role.textValue()))));
        return new Operation(
                operation.get("operationId").textValue(),
                method,
                path,
                !security.isEmpty(),
                roles.stream().distinct().findFirst(),
                operation.has("requestBody"));
    }
}
