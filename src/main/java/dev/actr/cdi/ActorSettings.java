package dev.actr.cdi;

import dev.actr.net.tls.TlsConfig;
import dev.actr.node.NodeConfig;

/**
 * The configuration of one actor.
 *
 * @param actor the actor
 * @param node of its node
 * @param mailbox where its requests wait
 * @param tls of its connections
 * @param autoStart whether the node starts with the application
 * @param healthEnabled whether the node counts in health
 */
record ActorSettings(
    ActorBean actor,
    NodeConfig node,
    MailboxSettings mailbox,
    TlsConfig tls,
    boolean autoStart,
    boolean healthEnabled) {}
