/** What holds for the domain as a whole. */
@NullMarked
package dev.portledger.domain;

import org.jspecify.annotations.NullMarked;
