/** TLS for every socket: keys and trust anchors from files, loaded again when these change. */
package dev.actr.net.tls;
