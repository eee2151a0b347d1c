/** Hosts: their keys, whether their agents are connected, and what these said of themselves. */
@NullMarked
package dev.portledger.server.host;

import org.jspecify.annotations.NullMarked;
