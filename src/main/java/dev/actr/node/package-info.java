/** One actor's node: its life, its hook queue, and the composition of the rooms below. */
package dev.actr.node;
