/** Texts that people give. */
@NullMarked
package dev.portledger.server.text;

import org.jspecify.annotations.NullMarked;
