/**
 * Where admitted requests wait for the handler: a queue, the outcomes of the requests just handled
 * and the dead letters. In memory, in an embedded journal or in a database.
 */
package dev.actr.mailbox;
