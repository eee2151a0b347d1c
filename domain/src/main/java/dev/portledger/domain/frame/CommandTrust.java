package dev.portledger.domain.frame;

import java.util.List;

/**
 * From whom an agent takes commands; in its hello. An agent that does not say it takes none.
 *
 * @param session 32 random bytes of the agent, base64, for this connection only: what was signed for another one is worth nothing
 * @param serial of the set of command keys that it knows
 * @param keyIds the keys of that set
 */
public record CommandTrust(String session, long serial, List<String> keyIds) {
    public CommandTrust {
        keyIds = List.copyOf(keyIds);
    }
}
