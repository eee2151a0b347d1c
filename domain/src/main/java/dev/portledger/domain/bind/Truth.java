package dev.portledger.domain.bind;

import java.util.Optional;

/** Kleene's three values; {@code MAYBE} is what depends on something that is not known. Ordered, so that "and" is the least. */
enum Truth {
    NO,
    MAYBE,
    YES;

    static Truth of(boolean value) {
        return value ? YES : NO;
    }

    static Truth of(Optional<Boolean> value) {
        return value.map(Truth::of).orElse(MAYBE);
    }

    /** Whether two values are the same, as far as both are known. */
    static <T> Truth equal(Optional<T> one, Optional<T> other) {
        return one.isEmpty() || other.isEmpty() ? MAYBE : of(one.equals(other));
    }

    Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Truth not() {
        return switch (this) {
            case NO -> YES;
            case MAYBE -> MAYBE;
            case YES -> NO;
        };
    }

    boolean possible() {
        return this != NO;
    }
}
