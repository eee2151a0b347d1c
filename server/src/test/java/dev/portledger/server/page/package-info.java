@NullMarked
package dev.portledger.server.page;

import org.jspecify.annotations.NullMarked;
