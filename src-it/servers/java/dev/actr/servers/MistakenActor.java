package dev.actr.servers;

import dev.actr.Actor;

/** Is wrong in two ways, so that no application with it can be deployed. */
@Actor("no type")
public class MistakenActor {}
