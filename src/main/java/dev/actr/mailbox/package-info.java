/** Where admitted requests wait for the handler. */
package dev.actr.mailbox;
