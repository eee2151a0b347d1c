@NullMarked
package dev.portledger.server.file;

import org.jspecify.annotations.NullMarked;
