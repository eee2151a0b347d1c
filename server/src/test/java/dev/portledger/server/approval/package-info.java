@NullMarked
package dev.portledger.server.approval;

import org.jspecify.annotations.NullMarked;
