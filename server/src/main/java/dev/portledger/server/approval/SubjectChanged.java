package dev.portledger.server.approval;

import java.util.UUID;

/** A bulk stop went on, something was run by break-glass, or somebody took note of it. Fired within the transaction; observe it after success. */
public record SubjectChanged(UUID subjectId) {}
