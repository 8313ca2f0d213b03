/**
 * The container side: finds actors at deployment, runs their nodes, and carries what happens to
 * them into CDI.
 */
package dev.actr.cdi;
