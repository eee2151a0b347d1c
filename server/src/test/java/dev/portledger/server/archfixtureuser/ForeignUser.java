package dev.portledger.server.archfixtureuser;

import dev.portledger.server.archfixture.OwnEntity;

/** May not use the entity. */
public record ForeignUser(OwnEntity entity) {}
