/** What applications compile against. */
package dev.actr;
