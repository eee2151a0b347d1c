package dev.portledger.domain.trust;

import java.util.List;
import java.util.Optional;

/**
 * Which keys a server's commands are signed with, from here on. Each set is signed by a key of the set before it, so that an agent which
 * was away for long follows them one by one.
 *
 * @param serial 1, 2, 3 …; an agent never goes back
 * @param keys X.509, base64; the one that signs commands first, then one that will
 */
public record CommandKeySet(long serial, List<String> keys) {

    /** While one key follows another there are two. */
    private static final int MOST = 2;

    public CommandKeySet {
        if (serial < 1 || keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException("a set of command keys has a serial from 1 on and one or two keys");
        }
        keys.forEach(PublicKey::of);
        keys = List.copyOf(keys);
    }

    public List<PublicKey> publicKeys() {
        return keys.stream().map(PublicKey::of).toList();
    }

    public List<String> keyIds() {
        return publicKeys().stream().map(PublicKey::id).toList();
    }

    /** The key of that id, if it is one of the set. */
    public Optional<PublicKey> key(String keyId) {
        return publicKeys().stream().filter(key -> key.id().equals(keyId)).findFirst();
    }
}
