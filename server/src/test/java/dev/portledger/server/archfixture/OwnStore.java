package dev.portledger.server.archfixture;

import java.util.List;

/** May use the entity: it is of the same feature. */
public record OwnStore(List<OwnEntity> entities) {}
