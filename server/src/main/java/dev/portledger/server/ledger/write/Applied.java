package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.Position;

/** What has become of an entry, valid once the transaction is committed. */
public sealed interface Applied {

    /** It is in the ledger, now or from before: everything up to this position is. */
    record UpTo(Position position) implements Applied {}

    /** The last part of a snapshot is in the ledger, and the host's table and the ledger's agree. */
    record SnapshotComplete(Position position) implements Applied {}

    /** It is in the ledger, and the host's table differs from the ledger's afterwards: a snapshot is needed. */
    record Differs(Position position) implements Applied {}

    /** It is in the ledger, and is a snapshot that does not list what its digest says: the agent's mistake. */
    record Contradictory(Position position) implements Applied {}

    /** Frames before it are missing; it is not in the ledger. */
    record OutOfOrder(Position last) implements Applied {}

    /** A look; nothing to acknowledge. */
    record Looked() implements Applied {}
}
