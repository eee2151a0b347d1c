package dev.portledger.server.openapi;

import dev.portledger.server.error.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Completes the description that the scanner makes, so that a client can be generated from it.
 *
 * <ul>
 *   <li>A field that is no {@code Optional} is always there; one that is, is absent and never null.
 *   <li>A sealed type is a choice of its forms.
 *   <li>Every error is a {@link Problem}, and some may come from anywhere.
 * </ul>
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {

    private static final String SESSION = "session";
    private static final String TOKEN = "token";
    private static final String PROBLEM = "#/components/schemas/Problem";

    private static final Map<String, String> FROM_ANYWHERE = Map.of(
            "401", "`not_signed_in`",
            "403", "`forbidden`: the role that is needed is missing",
            "500", "`internal_error`: the server's log has it under `incident`",
            "503", "`ledger_unavailable`: come back after the seconds in `Retry-After`");

    private final RecordIndex records;

    public ApiDocument(IndexView index) {
        this.records = new RecordIndex(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        new RecordSchemas(records, document.getComponents()).complete();
        Map<String, Schema> schemas = new TreeMap<>(document.getComponents().getSchemas());
        schemas.forEach((name, schema) -> {
            if (schema.getProperties() != null) {
                schema.getProperties().values().forEach(ApiDocument::neverNull);
                records.record(name, schema.getProperties().keySet()).ifPresent(type -> {
                    schema.setProperties(inOrder(type, schema.getProperties()));
                    schema.setRequired(required(type));
                });
            }
        });
        document.getComponents().setSchemas(schemas);
        document.getComponents().setSecuritySchemes(Map.of(SESSION, session(), TOKEN, token()));
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> {
                    tellErrors(operation);
                    tellRole(operation);
                });
    }

    private @Nullable List<String> required(ClassInfo type) {
        List<String> names = records.fields(type).stream()
                .filter(field -> !field.type().name().equals(RecordIndex.OPTIONAL))
                .map(FieldInfo::name)
                .toList();
        return names.isEmpty() ? null : names;
    }

    /** As they stand in the record; the scanner's own order of those that it unwraps is by chance. */
    private Map<String, Schema> inOrder(ClassInfo type, Map<String, Schema> properties) {
        Map<String, Schema> ordered = new LinkedHashMap<>();
        records.fields(type).stream()
                .map(FieldInfo::name)
                .filter(properties::containsKey)
                .forEach(name -> ordered.put(name, properties.get(name)));
        new TreeMap<>(properties).forEach(ordered::putIfAbsent);
        return ordered;
    }

    /** The scanner lets an Optional be null, and repeats a type that it refers to. */
    private static void neverNull(Schema property) {
        if (property.getAnyOf() != null) {
            Optional<Schema> other = property.getAnyOf().stream()
                    .filter(form -> form.getRef() != null)
                    .findFirst();
            other.ifPresent(form -> {
                property.setAnyOf(null);
                property.setRef(form.getRef());
            });
        }
        if (property.getRef() != null) {
            property.setType(null);
            property.setEnumeration(null);
            property.setFormat(null);
        } else if (property.getType() != null && property.getType().size() > 1) {
            property.setType(property.getType().stream()
                    .filter(type -> type != SchemaType.NULL)
                    .toList());
        }
    }

    private static SecurityScheme session() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name("portledger-session")
                .description("A browser's session: POST /api/session, or GET /api/session/oidc");
    }

    private static SecurityScheme token() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("An API token, `pl_…`: POST /api/account/tokens");
    }

    /** The scanner knows one way to come in; there are two, for the same role. */
    private static void tellRole(Operation operation) {
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            List<String> roles = operation.getSecurity().stream()
                    .flatMap(way -> way.getSchemes().values().stream())
                    .flatMap(List::stream)
                    .toList();
            operation.setSecurity(List.of(
                    OASFactory.createSecurityRequirement().addScheme(SESSION, roles),
                    OASFactory.createSecurityRequirement().addScheme(TOKEN, roles)));
        }
    }

    private static void tellErrors(Operation operation) {
        APIResponses responses = operation.getResponses();
        FROM_ANYWHERE.forEach((status, description) -> {
            APIResponse known = responses.getAPIResponse(status);
            // the scanner's own words for 401 and 403 say no code
            if (known == null || !String.valueOf(known.getDescription()).contains("`")) {
                responses.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
            }
        });
        Map<String, APIResponse> ordered = new TreeMap<>(responses.getAPIResponses());
        ordered.forEach((status, response) -> {
            if (status.compareTo("400") >= 0 && response.getContent() == null) {
                response.setContent(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
            }
        });
        responses.setAPIResponses(ordered);
    }
}
