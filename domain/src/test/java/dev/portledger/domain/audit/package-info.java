@NullMarked
package dev.portledger.domain.audit;

import org.jspecify.annotations.NullMarked;
