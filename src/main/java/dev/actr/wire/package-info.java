/** Bytes in, values out: the protobuf messages of the protocol and the frames they travel in. */
package dev.actr.wire;
