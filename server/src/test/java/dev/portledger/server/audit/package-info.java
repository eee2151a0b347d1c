@NullMarked
package dev.portledger.server.audit;

import org.jspecify.annotations.NullMarked;
