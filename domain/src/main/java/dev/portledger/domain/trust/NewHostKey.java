package dev.portledger.domain.trust;

import java.util.UUID;

/**
 * The key by which a host wants to be known from here on.
 *
 * @param publicKey X.509, base64
 */
public record NewHostKey(UUID hostId, String publicKey) {}
