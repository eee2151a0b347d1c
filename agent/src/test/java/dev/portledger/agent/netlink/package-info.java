@NullMarked
package dev.portledger.agent.netlink;

import org.jspecify.annotations.NullMarked;
