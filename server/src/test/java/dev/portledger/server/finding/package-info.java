@NullMarked
package dev.portledger.server.finding;

import org.jspecify.annotations.NullMarked;
