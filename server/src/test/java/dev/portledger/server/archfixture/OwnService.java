package dev.portledger.server.archfixture;

import dev.portledger.server.archfixtureuser.ForeignUser;

/** Makes a cycle by using who uses its feature. */
public record OwnService(ForeignUser user) {}
