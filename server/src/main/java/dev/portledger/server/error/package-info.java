/** What a caller is told when something goes wrong: RFC 9457 problems with stable codes. */
@NullMarked
package dev.portledger.server.error;

import org.jspecify.annotations.NullMarked;
