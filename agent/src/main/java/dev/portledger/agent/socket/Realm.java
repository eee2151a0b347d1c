package dev.portledger.agent.socket;

/**
 * One network namespace, to be read from.
 *
 * @param netns its inode number
 * @param devices the names of its interfaces
 */
record Realm(long netns, DeviceCache devices, SocketSource tcp, SocketSource udp) {}
