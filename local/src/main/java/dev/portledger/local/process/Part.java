package dev.portledger.local.process;

import java.time.Duration;

/** One of the programs that make up a local run. */
public interface Part {

    String name();

    /** Asked before every start: addresses and tokens may be new. */
    Launch launch();

    /** How long it may take to end by itself before it is killed. */
    Duration patience();

    /** Asks it to end; SIGTERM unless the program wants something else. */
    default void ask(Child child) {
        child.ask();
    }
}
