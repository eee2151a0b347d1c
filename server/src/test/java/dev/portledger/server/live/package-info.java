@NullMarked
package dev.portledger.server.live;

import org.jspecify.annotations.NullMarked;
