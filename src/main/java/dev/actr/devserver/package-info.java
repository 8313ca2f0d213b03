/**
 * AIS and signaling in one small server, for development and tests. It keeps everything in memory
 * and enforces no access rules; in production nodes use an actrix deployment.
 */
package dev.actr.devserver;
