package dev.portledger.domain.bind;

import java.util.List;

/**
 * Why a bind failed, and what to do.
 *
 * @param cause stable name of the cause, {@code SERVICE}
 * @param evidence what was seen, a sentence each
 * @param remedy what to do, in a sentence
 * @param commands what an operator would type
 * @param warnings wrong moves that suggest themselves, a sentence each
 * @param unseen what could not be seen, and why, a sentence each
 */
public record Diagnosis(
        String cause,
        List<String> evidence,
        String remedy,
        List<String> commands,
        List<String> warnings,
        List<String> unseen) {
    public Diagnosis {
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
        unseen = List.copyOf(unseen);
    }
}
