/** Tells browsers, at once and without data, what has changed, so that they ask again for what they show. */
@NullMarked
package dev.portledger.server.live;

import org.jspecify.annotations.NullMarked;
