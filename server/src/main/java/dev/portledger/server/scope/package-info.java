/** Which hosts somebody may see or act on: by their labels, or all of them. */
@NullMarked
package dev.portledger.server.scope;

import org.jspecify.annotations.NullMarked;
