/** Makes the description of the API say what the types say: what is always there, and which of several forms something has. */
@NullMarked
package dev.portledger.server.openapi;

import org.jspecify.annotations.NullMarked;
