/** The server, one package per feature. A feature owns its entities, resources and tables. */
@NullMarked
package dev.portledger.server;

import org.jspecify.annotations.NullMarked;
