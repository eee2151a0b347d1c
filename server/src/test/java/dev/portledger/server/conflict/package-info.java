@NullMarked
package dev.portledger.server.conflict;

import org.jspecify.annotations.NullMarked;
