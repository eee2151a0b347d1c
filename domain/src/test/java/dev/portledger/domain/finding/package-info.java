@NullMarked
package dev.portledger.domain.finding;

import org.jspecify.annotations.NullMarked;
