package dev.actr.cdi;

import static dev.actr.cdi.ConfigKeys.optional;
import static dev.actr.cdi.ConfigType.FILE;

import java.nio.file.Path;
import java.util.List;

/** The keys of signed packages. */
final class PackageKeys {

  static final ConfigKey<Path> PATH =
      optional(
          "package.path",
          FILE,
          "the signed package (.actr) the actor is registered with; unset: it is registered"
              + " without");

  static final ConfigKey<Path> KEY =
      optional(
          "package.key",
          FILE,
          "the manufacturer's private key, in PEM or as a keychain, which proves a package that is"
              + " not published; unset: it is published");

  static final List<ConfigKey<?>> ALL = List.of(PATH, KEY);

  private PackageKeys() {}
}
