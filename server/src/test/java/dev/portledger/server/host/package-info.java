@NullMarked
package dev.portledger.server.host;

import org.jspecify.annotations.NullMarked;
