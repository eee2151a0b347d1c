@NullMarked
package dev.portledger.server.error;

import org.jspecify.annotations.NullMarked;
