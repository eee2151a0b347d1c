package dev.portledger.agent.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.portledger.agent.local.LocalReply.Done;
import dev.portledger.agent.local.LocalReply.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests and replies as JSON objects, each on a line of its own and one of each in a connection:
 *
 * <pre>
 * {"version":1,"command":"why","arguments":["8080"],"calledAs":"portledger","netns":4026531840,"pidns":4026531836,"uid":0,"privileged":true}
 * {"status":0,"out":"The service orders.service has TCP port 8080.\n","err":""}
 * {"error":"busy","detail":"too many ask at once"}
 * </pre>
 *
 * <p>Fields that are not known are ignored. By Jackson's stream alone: data binding takes longer to start than the answer takes.
 */
public final class LocalWire {

    public static final int VERSION = 1;

    /** Far more than any command line of these commands. */
    public static final int MAX_REQUEST_BYTES = 16 << 10;

    /** A host with more listeners than fit in here answers its commands by themselves; the agent has little memory. */
    public static final int MAX_REPLY_BYTES = 2 << 20;

    private static final int MAX_ARGUMENTS = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(MAX_REPLY_BYTES)
                    .build())
            .build();

    private LocalWire() {}

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] line(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    static byte[] line(LocalRequest request) throws IOException {
        return line(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("command", request.command());
            json.writeArrayFieldStart("arguments");
            for (String argument : request.arguments()) {
                json.writeString(argument);
            }
            json.writeEndArray();
            json.writeStringField("calledAs", request.calledAs());
            json.writeNumberField("netns", request.netns());
            json.writeNumberField("pidns", request.pidns());
            if (request.uid().isPresent()) {
                json.writeNumberField("uid", request.uid().get());
            }
            if (request.privileged().isPresent()) {
                json.writeBooleanField("privileged", request.privileged().get());
            }
            if (request.timeZone().isPresent()) {
                json.writeStringField("timeZone", request.timeZone().get());
            }
        });
    }

    static byte[] line(LocalReply reply) throws IOException {
        return line(json -> {
            switch (reply) {
                case Done done -> {
                    json.writeNumberField("status", done.status());
                    json.writeStringField("out", done.out());
                    json.writeStringField("err", done.err());
                }
                case Refused refused -> {
                    json.writeStringField("error", refused.problem().code());
                    json.writeStringField("detail", refused.detail());
                }
            }
        });
    }

    static LocalRequest request(byte[] line) throws MalformedException {
        Read read = Read.of(line);
        if (read.number("version") != VERSION) {
            throw new MalformedException(LocalProblem.UNSUPPORTED_VERSION, "this agent speaks version " + VERSION);
        }
        return new LocalRequest(
                read.text("command"),
                read.list("arguments"),
                read.text("calledAs"),
                read.number("netns"),
                read.number("pidns"),
                read.optional("uid", Long.class),
                read.optional("privileged", Boolean.class),
                read.optional("timeZone", String.class));
    }

    static LocalReply reply(byte[] line) throws MalformedException {
        Read read = Read.of(line);
        Optional<String> error = read.optional("error", String.class);
        return error.isPresent()
                ? new Refused(LocalProblem.of(error.get()).orElse(LocalProblem.FAILED), read.text("detail"))
                : new Done(Math.toIntExact(read.number("status")), read.text("out"), read.text("err"));
    }

    /** A flat object: strings, whole numbers, booleans, and lists of strings. */
    private record Read(Map<String, Object> fields) {

        static Read of(byte[] line) throws MalformedException {
            Map<String, Object> fields = new HashMap<>();
            try (JsonParser json = JSON.createParser(line)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new MalformedException(LocalProblem.MALFORMED, "not a JSON object");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    value(json).ifPresent(value -> fields.put(name, value));
                }
                if (json.nextToken() != null) {
                    throw new MalformedException(LocalProblem.MALFORMED, "more than one JSON object");
                }
                return new Read(fields);
            } catch (IOException e) {
                throw new MalformedException(LocalProblem.MALFORMED, "not JSON");
            }
        }

        private static Optional<Object> value(JsonParser json) throws IOException, MalformedException {
            JsonToken token = json.nextToken();
            if (token == null) { // a switch with null, or over types, is linked at its first use, which takes
                // milliseconds
                throw new MalformedException(LocalProblem.MALFORMED, "it ends too early");
            }
            return switch (token) {
                case VALUE_STRING -> Optional.of(json.getText());
                case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
                case VALUE_TRUE -> Optional.of(true);
                case VALUE_FALSE -> Optional.of(false);
                case START_ARRAY -> Optional.of(strings(json));
                default -> {
                    json.skipChildren();
                    yield Optional.empty();
                }
            };
        }

        private static List<String> strings(JsonParser json) throws IOException, MalformedException {
            List<String> strings = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING || strings.size() == MAX_ARGUMENTS) {
                    throw new MalformedException(
                            LocalProblem.MALFORMED, "a list is not of at most " + MAX_ARGUMENTS + " strings");
                }
                strings.add(json.getText());
            }
            return strings;
        }

        <T> Optional<T> optional(String name, Class<T> type) throws MalformedException {
            Object value = fields.get(name);
            if (value != null && !type.isInstance(value)) {
                throw new MalformedException(LocalProblem.MALFORMED, name + " is not of its type");
            }
            return Optional.ofNullable(value).map(type::cast);
        }

        String text(String name) throws MalformedException {
            return optional(name, String.class).orElseThrow(() -> missing(name));
        }

        long number(String name) throws MalformedException {
            return optional(name, Long.class).orElseThrow(() -> missing(name));
        }

        List<String> list(String name) throws MalformedException {
            List<String> strings = new ArrayList<>();
            for (Object one : optional(name, List.class).orElseThrow(() -> missing(name))) {
                strings.add((String) one);
            }
            return strings;
        }

        private static MalformedException missing(String name) {
            return new MalformedException(LocalProblem.MALFORMED, name + " is missing");
        }
    }
}
