package dev.portledger.agent.bpf;

/**
 * What the programs share.
 *
 * @param events the ring buffer of records
 * @param dropped how many records found no room in it
 * @param pending by thread: the record of a call that has begun and not ended
 * @param udp by cookie: the record of a bound UDP socket
 */
record Maps(BpfMap events, BpfMap dropped, BpfMap pending, BpfMap udp) {}
