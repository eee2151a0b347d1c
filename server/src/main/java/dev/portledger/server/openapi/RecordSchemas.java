package dev.portledger.server.openapi;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.PrimitiveType;
import org.jboss.jandex.Type;

/**
 * Adds schemas for the domain's sealed types, which know nothing of OpenAPI: a choice by the property that Jackson writes, and one
 * schema for each form, named as form and type together: {@code KnownHolders}, {@code UnitManagement}.
 */
final class RecordSchemas {

    private static final String REFERENCE = "#/components/schemas/";
    private static final Map<String, String> TEXT_FORMATS = Map.of(
            "java.lang.String", "",
            "java.time.Instant", "date-time",
            "java.time.Duration", "duration",
            "java.util.UUID", "uuid");

    private final RecordIndex index;
    private final Components components;
    private final Map<String, RecordIndex.Choice> choices;
    private final Deque<ClassInfo> missing = new ArrayDeque<>();

    RecordSchemas(RecordIndex index, Components components) {
        this.index = index;
        this.components = components;
        this.choices = index.choices().stream()
                .collect(Collectors.toMap(choice -> choice.type().simpleName(), choice -> choice));
    }

    /** Completes those that the document refers to, and what they refer to in turn. */
    void complete() {
        index.texts().stream()
                .filter(name -> components.getSchemas().containsKey(name))
                .forEach(name ->
                        components.addSchema(name, OASFactory.createSchema().addType(SchemaType.STRING)));
        choices.values().stream()
                .filter(choice ->
                        components.getSchemas().containsKey(choice.type().simpleName()))
                .sorted(Comparator.comparing(choice -> choice.type().name()))
                .forEach(this::add);
        while (!missing.isEmpty()) {
            ClassInfo type = missing.remove();
            RecordIndex.Choice choice = choices.get(type.simpleName());
            if (choice != null) {
                add(choice);
            } else if (type.isEnum()) {
                components.addSchema(type.simpleName(), ofEnum(type));
            } else {
                components.addSchema(type.simpleName(), ofRecord(type));
            }
        }
    }

    private void add(RecordIndex.Choice choice) {
        Schema schema = OASFactory.createSchema();
        var discriminator = OASFactory.createDiscriminator().propertyName(choice.property());
        for (RecordIndex.Form form : choice.forms()) {
            String name = form.type().simpleName() + choice.type().simpleName();
            Schema fixed = OASFactory.createSchema().addType(SchemaType.STRING).enumeration(List.of(form.value()));
            Schema record = ofRecord(form.type());
            record.addProperty(choice.property(), fixed).addRequired(choice.property());
            components.addSchema(name, record);
            schema.addOneOf(OASFactory.createSchema().ref(REFERENCE + name));
            discriminator.addMapping(form.value(), REFERENCE + name);
        }
        components.addSchema(choice.type().simpleName(), schema.discriminator(discriminator));
    }

    private Schema ofRecord(ClassInfo type) {
        Schema schema = OASFactory.createSchema().addType(SchemaType.OBJECT);
        for (FieldInfo field : index.fields(type)) {
            schema.addProperty(field.name(), of(field.type()));
            if (!field.type().name().equals(RecordIndex.OPTIONAL)) {
                schema.addRequired(field.name());
            }
        }
        return schema;
    }

    private static Schema ofEnum(ClassInfo type) {
        List<Object> names = type.enumConstants().stream()
                .map(constant -> (Object) constant.name())
                .toList();
        return OASFactory.createSchema().addType(SchemaType.STRING).enumeration(names);
    }

    private Schema of(Type type) {
        String name = type.name().toString();
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            Schema argument = of(type.asParameterizedType().arguments().getFirst());
            return type.name().equals(RecordIndex.OPTIONAL)
                    ? argument
                    : OASFactory.createSchema().addType(SchemaType.ARRAY).items(argument);
        }
        if (type.kind() == Type.Kind.PRIMITIVE || (name.startsWith("java.lang.") && !TEXT_FORMATS.containsKey(name))) {
            return ofPrimitive(type);
        }
        if (TEXT_FORMATS.containsKey(name)) {
            Schema text = OASFactory.createSchema().addType(SchemaType.STRING);
            String format = TEXT_FORMATS.get(name);
            return format.isEmpty() ? text : text.format(format);
        }
        return reference(type);
    }

    private static Schema ofPrimitive(Type type) {
        PrimitiveType primitive =
                type.kind() == Type.Kind.PRIMITIVE ? type.asPrimitiveType() : PrimitiveType.unbox(type.asClassType());
        Schema schema = OASFactory.createSchema();
        return switch (primitive.primitive()) {
            case BOOLEAN -> schema.addType(SchemaType.BOOLEAN);
            case LONG -> schema.addType(SchemaType.INTEGER).format("int64");
            case FLOAT, DOUBLE -> schema.addType(SchemaType.NUMBER);
            case BYTE, SHORT, INT, CHAR -> schema.addType(SchemaType.INTEGER).format("int32");
        };
    }

    private Schema reference(Type type) {
        ClassInfo info =
                index.type(type).orElseThrow(() -> new IllegalStateException("no schema is known for " + type.name()));
        if (index.isText(info)) {
            return OASFactory.createSchema().addType(SchemaType.STRING);
        }
        if (!components.getSchemas().containsKey(info.simpleName())
                && missing.stream().noneMatch(info::equals)) {
            missing.add(info);
        }
        return OASFactory.createSchema().ref(REFERENCE + info.simpleName());
    }
}
