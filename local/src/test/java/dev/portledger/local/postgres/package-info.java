@NullMarked
package dev.portledger.local.postgres;

import org.jspecify.annotations.NullMarked;
