@NullMarked
package dev.portledger.server.access;

import org.jspecify.annotations.NullMarked;
