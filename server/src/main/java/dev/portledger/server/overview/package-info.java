/** The first page: how many of what there are, and what happened last. */
@NullMarked
package dev.portledger.server.overview;

import org.jspecify.annotations.NullMarked;
