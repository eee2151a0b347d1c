/** The agents' side: their connections, who they are, and getting their frames committed in order. */
@NullMarked
package dev.portledger.server.ingest;

import org.jspecify.annotations.NullMarked;
