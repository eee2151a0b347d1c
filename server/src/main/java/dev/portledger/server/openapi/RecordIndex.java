package dev.portledger.server.openapi;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

/** Finds the records and sealed types of our own behind the names of schemas. */
final class RecordIndex {

    static final DotName OPTIONAL = DotName.createSimple(Optional.class);

    private static final String OURS = "dev.portledger.";
    private static final DotName SCHEMA = DotName.createSimple(Schema.class);
    private static final DotName TYPE_INFO = DotName.createSimple(JsonTypeInfo.class);
    private static final DotName SUB_TYPES = DotName.createSimple(JsonSubTypes.class);
    private static final DotName UNWRAPPED = DotName.createSimple(JsonUnwrapped.class);

    private static final DotName CREATOR = DotName.createSimple(JsonCreator.class);

    private final IndexView index;

    RecordIndex(IndexView index) {
        this.index = index;
    }

    /** One of several forms: the record, and the value of the property that tells it from the others. */
    record Form(ClassInfo type, String value) {}

    /** A type that has several forms, and the property that tells them apart. */
    record Choice(ClassInfo type, String property, List<Form> forms) {}

    /** The record that a schema of this name and with these properties was made from; names alone are not unique. */
    Optional<ClassInfo> record(String schema, Set<String> properties) {
        return ours().filter(ClassInfo::isRecord)
                .filter(type -> schemaName(type).equals(schema))
                .filter(type -> fields(type).stream()
                        .map(FieldInfo::name)
                        .collect(Collectors.toSet())
                        .equals(properties))
                .findFirst();
    }

    /** Whether a type stands in JSON as text: it is read from one. */
    boolean isText(ClassInfo type) {
        return type.methods().stream()
                .anyMatch(method -> method.hasDeclaredAnnotation(CREATOR)
                        && method.parametersCount() == 1
                        && method.parameterType(0).name().equals(DotName.STRING_NAME));
    }

    /** Names of schemas of types that stand in JSON as text. */
    List<String> texts() {
        return ours().filter(this::isText).map(RecordIndex::schemaName).toList();
    }

    /** All types that have several forms. */
    List<Choice> choices() {
        return ours().filter(type -> type.hasDeclaredAnnotation(SUB_TYPES))
                .map(this::choice)
                .toList();
    }

    Optional<ClassInfo> type(Type type) {
        return Optional.ofNullable(index.getClassByName(type.name()))
                .filter(info -> info.name().toString().startsWith(OURS));
    }

    /** The fields of a record in JSON; those of an unwrapped one in its place. */
    List<FieldInfo> fields(ClassInfo type) {
        List<FieldInfo> fields = new ArrayList<>();
        for (FieldInfo field : type.fieldsInDeclarationOrder()) {
            if (Modifier.isStatic(field.flags())) {
                continue;
            }
            if (field.hasAnnotation(UNWRAPPED)) {
                type(field.type()).ifPresent(inner -> fields.addAll(fields(inner)));
            } else {
                fields.add(field);
            }
        }
        return fields;
    }

    private Choice choice(ClassInfo type) {
        AnnotationInstance[] subTypes =
                type.declaredAnnotation(SUB_TYPES).value().asNestedArray();
        List<Form> forms = Arrays.stream(subTypes)
                .map(form -> new Form(
                        index.getClassByName(form.value().asClass().name()),
                        form.value("name").asString()))
                .toList();
        return new Choice(
                type, type.declaredAnnotation(TYPE_INFO).value("property").asString(), forms);
    }

    /** By name, each once: an index put together from several may have a class in more than one. */
    private Stream<ClassInfo> ours() {
        return index.getKnownClasses().stream()
                .filter(type -> type.name().toString().startsWith(OURS))
                .collect(Collectors.toMap(ClassInfo::name, type -> type, (first, again) -> first, TreeMap::new))
                .values()
                .stream();
    }

    static String schemaName(ClassInfo type) {
        return Optional.ofNullable(type.declaredAnnotation(SCHEMA))
                .map(annotation -> annotation.value("name"))
                .map(AnnotationValue::asString)
                .orElseGet(type::simpleName);
    }
}
