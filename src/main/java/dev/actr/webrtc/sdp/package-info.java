/** Session descriptions of data channels (RFC 8866, 8841), and nothing else of SDP. */
package dev.actr.webrtc.sdp;
