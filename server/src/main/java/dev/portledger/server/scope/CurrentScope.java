package dev.portledger.server.scope;

/** Whose eyes a reading is for. */
public interface CurrentScope {

    /** What whoever is asking may see; everything where nobody asks and the server does something of its own accord. */
    HostScope visible();
}
