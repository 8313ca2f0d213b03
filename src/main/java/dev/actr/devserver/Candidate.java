package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import java.util.Optional;

/**
 * A connected actor at one moment.
 *
 * @param id who it is
 * @param spec what it published
 * @param wsAddress where it accepts peers
 * @param load what it last said of itself
 */
record Candidate(ActrId id, Optional<ServiceSpec> spec, Optional<String> wsAddress, Load load) {}
