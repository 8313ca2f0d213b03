/** Data streams: chunks from peers to the handlers registered for them. */
package dev.actr.stream;
