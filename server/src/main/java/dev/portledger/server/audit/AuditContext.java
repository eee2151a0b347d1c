package dev.portledger.server.audit;

import java.util.Map;

/** What is to be known of every act of a person besides: whoever knows people implements it. */
public interface AuditContext {

    /** Details of how this actor came to act now; empty where there is nothing to say. */
    Map<String, Object> of(Actor actor);
}
