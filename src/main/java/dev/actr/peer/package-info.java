/** The connections with other nodes: finding or opening one, lanes, and whose response is whose. */
package dev.actr.peer;
