@NullMarked
package dev.portledger.domain.trust;

import org.jspecify.annotations.NullMarked;
