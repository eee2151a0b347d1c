package dev.portledger.domain.holder;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * Who has a socket open: every holder, or those that could be seen.
 *
 * <p>{@code Known} with an empty list is a fact: a kernel socket that no process has open. {@code Partial} with an empty
 * list means that nothing is known.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "are")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Holders.Known.class, name = "known"),
    @JsonSubTypes.Type(value = Holders.Partial.class, name = "partial")
})
public sealed interface Holders {

    /** Those that are known, ordered by pid. */
    List<Holder> list();

    /** Whether it is known that no process has it open; false also where nothing is known. */
    @JsonIgnore
    default boolean isNobody() {
        return this instanceof Known && list().isEmpty();
    }

    record Known(List<Holder> list) implements Holders {
        public Known {
            list = List.copyOf(list);
        }
    }

    record Partial(List<Holder> list, HolderGap gap) implements Holders {
        public Partial {
            list = List.copyOf(list);
        }
    }
}
