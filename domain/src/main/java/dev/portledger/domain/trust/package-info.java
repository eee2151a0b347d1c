/** Ed25519 keys, and what is signed with them for which purpose. */
@NullMarked
package dev.portledger.domain.trust;

import org.jspecify.annotations.NullMarked;
