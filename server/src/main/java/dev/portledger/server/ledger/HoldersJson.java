package dev.portledger.server.ledger;

import com.fasterxml.jackson.core.JacksonException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holders;

/** Holders as the ledger keeps them. */
public final class HoldersJson {

    private HoldersJson() {}

    public static Holders read(String json) {
        try {
            return FrameJson.mapper().readValue(json, Holders.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("the ledger has holders that cannot be read", e);
        }
    }
}
