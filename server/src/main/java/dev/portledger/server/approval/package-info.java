/** Who has to agree to a stop, what nobody may stop, and what people said when they were asked. */
@NullMarked
package dev.portledger.server.approval;

import org.jspecify.annotations.NullMarked;
