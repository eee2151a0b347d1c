/** One request over many hosts: lines that are stops, in waves, until too many fail. */
@NullMarked
package dev.portledger.server.bulk;

import org.jspecify.annotations.NullMarked;
