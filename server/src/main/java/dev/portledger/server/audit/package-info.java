/** What was decided or done, append only and chained by hash; how an outsider checks it stands in docs/audit.md. */
@NullMarked
package dev.portledger.server.audit;

import org.jspecify.annotations.NullMarked;
