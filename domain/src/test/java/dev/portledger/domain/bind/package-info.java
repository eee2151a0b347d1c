@NullMarked
package dev.portledger.domain.bind;

import org.jspecify.annotations.NullMarked;
