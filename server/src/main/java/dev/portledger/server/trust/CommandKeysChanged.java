package dev.portledger.server.trust;

/** Fired as a CDI event after another set of command keys was committed; agents that are connected here can be told. */
public record CommandKeysChanged() {}
