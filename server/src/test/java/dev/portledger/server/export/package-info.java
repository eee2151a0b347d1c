@NullMarked
package dev.portledger.server.export;

import org.jspecify.annotations.NullMarked;
