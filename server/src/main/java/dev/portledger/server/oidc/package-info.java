/** Sign-in at an identity provider by OpenID Connect. What it leads to is a session like any other. */
@NullMarked
package dev.portledger.server.oidc;

import org.jspecify.annotations.NullMarked;
