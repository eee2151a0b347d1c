@NullMarked
package dev.portledger.server.csv;

import org.jspecify.annotations.NullMarked;
