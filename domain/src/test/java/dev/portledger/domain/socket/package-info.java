@NullMarked
package dev.portledger.domain.socket;

import org.jspecify.annotations.NullMarked;
