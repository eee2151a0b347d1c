package dev.portledger.server.archfixture;

@Owned
public record OwnEntity(String name) {}
