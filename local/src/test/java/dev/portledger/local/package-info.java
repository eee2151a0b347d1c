@NullMarked
package dev.portledger.local;

import org.jspecify.annotations.NullMarked;
