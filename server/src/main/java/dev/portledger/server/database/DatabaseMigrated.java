package dev.portledger.server.database;

/** Fired as a CDI event once, when the tables are up to date: what has to be read or written at start comes now. */
public record DatabaseMigrated() {}
