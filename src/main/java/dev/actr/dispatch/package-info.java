/** An inbound envelope's way from admission to its reply. */
package dev.actr.dispatch;
