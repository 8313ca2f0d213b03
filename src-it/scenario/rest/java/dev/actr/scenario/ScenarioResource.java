package dev.actr.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The scenario over HTTP, in plain text. */
@Path("/")
@ApplicationScoped
@Consumes(MediaType.TEXT_PLAIN)
@Produces(MediaType.TEXT_PLAIN)
public class ScenarioResource {

  @Inject Scenario scenario;
  @Inject Journal journal;

  /** The events that were observed, a line each. */
  @GET
  @Path("events")
  public String events() {
    return String.join("\n", journal.lines());
  }

  /** Who the echo actor is. */
  @GET
  @Path("self")
  public String self() {
    return scenario.self();
  }

  /** What the thread of a hook saw. */
  @GET
  @Path("hook-view")
  public String hookView() {
    return scenario.hookView().toString();
  }

  /** Calls an actor through the injected client. */
  @POST
  @Path("pass")
  public String pass(String text) {
    return scenario.pass(text);
  }

  /** Calls an actor of another application over WebSocket. */
  @POST
  @Path("call/{peer:.+}")
  public String call(@PathParam("peer") String peer, String text) {
    return scenario.call(peer, text);
  }

  /** Calls an actor of another application over WebRTC. */
  @POST
  @Path("call-rtc/{peer:.+}")
  public String callOverWebRtc(@PathParam("peer") String peer, String text) {
    return scenario.callOverWebRtc(peer, text);
  }
}
