@NullMarked
package dev.portledger.local.process;

import org.jspecify.annotations.NullMarked;
