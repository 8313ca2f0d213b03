/** The protoc plugin: handler, dispatcher, client and method constants of each service. */
package dev.actr.codegen;
