package dev.actr.sctp;

/**
 * What the peer says of itself in INIT or INIT ACK.
 *
 * @param tag its verification tag
 * @param window its receive window, in bytes
 * @param outboundStreams how many streams it wants to send on
 * @param inboundStreams how many streams it receives on at most
 * @param initialTsn its first TSN
 * @param forwardTsn whether it knows FORWARD TSN
 * @param reconfig whether it knows RE-CONFIG
 */
record PeerParameters(
    int tag,
    long window,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    boolean forwardTsn,
    boolean reconfig) {}
