@NullMarked
package dev.portledger.local.data;

import org.jspecify.annotations.NullMarked;
