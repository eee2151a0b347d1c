@NullMarked
package dev.portledger.server.agentadmin;

import org.jspecify.annotations.NullMarked;
