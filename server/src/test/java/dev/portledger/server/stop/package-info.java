@NullMarked
package dev.portledger.server.stop;

import org.jspecify.annotations.NullMarked;
