package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.scope.HostSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A grant as callers write it. */
@Schema(name = "GrantWish")
public record GrantWish(
        @Schema(description = "viewer, operator, approver or admin", examples = "operator")
        Optional<String> role,

        @Schema(
                description = "Labels that a host has to have all of; absent or empty: every host. Not with admin",
                examples = "{\"env\":\"prod\"}")
        Optional<Map<String, String>> on) {

    private static final int MOST = 50;

    /** @throws ProblemException ROLE_INVALID or LABELS_INVALID */
    public Grant grant() {
        Role wanted = role.flatMap(Role::of)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.ROLE_INVALID, "a role is viewer, operator, approver or admin", "role"));
        HostSelector selector = new HostSelector(labels(on.orElse(Map.of()), "on"));
        if (wanted == Role.ADMIN && !selector.everyHost()) {
            throw new ProblemException(
                    ErrorCode.LABELS_INVALID,
                    "admin is for every host: who may change grants could lift the own limit. Grant operator and"
                            + " approver on some hosts instead",
                    "on");
        }
        return new Grant(wanted, selector);
    }

    /** @throws ProblemException ROLE_INVALID, LABELS_INVALID, or BODY_INVALID for too many */
    static List<Grant> grants(List<GrantWish> wishes) {
        if (wishes.size() > MOST) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "a user has at most " + MOST + " grants", "grants");
        }
        return wishes.stream().map(GrantWish::grant).distinct().toList();
    }

    /** @throws ProblemException LABELS_INVALID */
    static Map<String, String> labels(Map<String, String> given, String field) {
        if (given.size() > HostSelector.MOST) {
            throw new ProblemException(
                    ErrorCode.LABELS_INVALID, "there can be at most " + HostSelector.MOST + " labels", field);
        }
        given.forEach((name, value) -> {
            if (!HostSelector.NAME.matcher(name).matches()) {
                throw new ProblemException(
                        ErrorCode.LABELS_INVALID,
                        "the name of a label has 1 to 63 of a-z, 0-9, '.', '_', '/' and '-', and begins and ends with a"
                                + " letter or a digit",
                        field);
            }
            if (value == null || !HostSelector.VALUE.matcher(value).matches()) {
                throw new ProblemException(
                        ErrorCode.LABELS_INVALID,
                        "the value of a label has 1 to 63 letters, digits, '.', '_' and '-', and begins and ends with a"
                                + " letter or a digit",
                        field);
            }
        });
        return Map.copyOf(given);
    }
}
