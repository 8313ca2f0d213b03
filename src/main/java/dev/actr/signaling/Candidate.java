package dev.actr.signaling;

import dev.actr.ActrId;
import java.util.Optional;

/**
 * A live node of the type asked for.
 *
 * @param id the node
 * @param webSocketAddress where it accepts WebSocket connections of peers, as it told the AIS
 */
public record Candidate(ActrId id, Optional<String> webSocketAddress) {}
