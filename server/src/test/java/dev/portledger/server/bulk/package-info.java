@NullMarked
package dev.portledger.server.bulk;

import org.jspecify.annotations.NullMarked;
