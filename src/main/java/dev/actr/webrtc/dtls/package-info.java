/** DTLS 1.2 with certificates that are recognised by their fingerprints (RFC 8827). */
package dev.actr.webrtc.dtls;
