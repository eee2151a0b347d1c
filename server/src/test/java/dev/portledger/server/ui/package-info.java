@NullMarked
package dev.portledger.server.ui;

import org.jspecify.annotations.NullMarked;
