/** What is in a bad way on a host before anything has failed: settings that do harm, ports that may be taken, servers nobody manages. */
@NullMarked
package dev.portledger.domain.finding;

import org.jspecify.annotations.NullMarked;
