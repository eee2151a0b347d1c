@NullMarked
package dev.portledger.server.openapi;

import org.jspecify.annotations.NullMarked;
