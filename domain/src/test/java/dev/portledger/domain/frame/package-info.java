@NullMarked
package dev.portledger.domain.frame;

import org.jspecify.annotations.NullMarked;
