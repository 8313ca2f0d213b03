package dev.actr.node;

import dev.actr.HostHandler;
import dev.actr.dispatch.InvocationScope;
import dev.actr.identity.HttpSender;
import dev.actr.mailbox.Mailbox;
import dev.actr.net.IoLoops;
import dev.actr.net.tls.Tls;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * What the application lends a node.
 *
 * @param executor runs hooks, handlers and whatever may block; many tasks at a time
 * @param loops move the bytes
 * @param http sends the requests to the AIS
 * @param tls secures the other connections
 * @param scope surrounds handlers and stream handlers; hooks are surrounded by their delivery
 * @param hooks delivers what happens to the node
 * @param mailbox opens where requests of peers wait, at the start of the node, which closes it; may
 *     block
 * @param host answers what the actor sends to the application
 */
public record NodeEnvironment(
    Executor executor,
    IoLoops loops,
    HttpSender http,
    Tls tls,
    InvocationScope scope,
    HookDelivery hooks,
    Callable<Mailbox> mailbox,
    Optional<HostHandler> host) {}
