package dev.portledger.server.audit;

import java.util.UUID;

/** Who did it. */
public sealed interface Actor {

    /** Somebody who signed in, or tried to. */
    record Person(String userName) implements Actor {
        @Override
        public String kind() {
            return "PERSON";
        }

        @Override
        public String name() {
            return userName;
        }
    }

    /** The agent of a host, by what it reported. */
    record Agent(UUID hostId) implements Actor {
        @Override
        public String kind() {
            return "AGENT";
        }

        @Override
        public String name() {
            return hostId.toString();
        }
    }

    /** The server of its own accord: a deadline passed, a plan expired. */
    record Server() implements Actor {
        @Override
        public String kind() {
            return "SERVER";
        }

        @Override
        public String name() {
            return "server";
        }
    }

    /** {@code PERSON}, {@code AGENT} or {@code SERVER}. */
    String kind();

    /** User name, host id, or {@code server}. */
    String name();
}
