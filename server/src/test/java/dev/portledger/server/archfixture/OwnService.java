package dev.portledger.server.archfixture;

import dev.portledger.server.archfixtureuser.ForeignUser;

/** May use the entity, and makes a cycle by using who uses it. */
public record OwnService(OwnEntity entity, ForeignUser user) {}
