package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.identity.ManufacturerKey;
import dev.actr.identity.PackageManifest;
import dev.actr.identity.SignedPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the signed packages of actors. */
final class PackageConfigReader {

  private final Consumer<String> problems;

  PackageConfigReader(Consumer<String> problems) {
    this.problems = problems;
  }

  /** The actor's package; empty if it has none, or one that is not in order. */
  Optional<SignedPackage> read(ActorBean actor, ConfigView view) {
    Optional<Path> path = view.value(PackageKeys.PATH);
    Optional<Path> key = view.value(PackageKeys.KEY);
    if (path.isEmpty()) {
      if (key.isPresent()) {
        problems.accept(
            LOG.incompletePackage(
                view.source(PackageKeys.KEY),
                view.source(PackageKeys.PATH),
                PackageKeys.PATH.meaning()));
      }
      return Optional.empty();
    }
    if (!PackageManifest.isReadable()) {
      problems.accept(LOG.noManifestReader(view.source(PackageKeys.PATH), PackageManifest.READER));
      return Optional.empty();
    }
    Optional<ManufacturerKey> manufacturer =
        key.flatMap(file -> key(file, view.source(PackageKeys.KEY)));
    if (key.isPresent() && manufacturer.isEmpty()) {
      return Optional.empty();
    }
    return signedPackage(path.get(), manufacturer, view.source(PackageKeys.PATH))
        .filter(signed -> isOf(actor, signed, view.source(PackageKeys.PATH)));
  }

  private Optional<ManufacturerKey> key(Path file, String source) {
    try {
      return Optional.of(ManufacturerKey.read(Files.readAllBytes(file)));
    } catch (IOException | IllegalArgumentException e) {
      problems.accept(LOG.badPackageFile(source, file, reason(e)));
      return Optional.empty();
    }
  }

  private Optional<SignedPackage> signedPackage(
      Path file, Optional<ManufacturerKey> key, String source) {
    try {
      return Optional.of(SignedPackage.read(file, key));
    } catch (IOException | IllegalArgumentException e) {
      problems.accept(LOG.badPackageFile(source, file, reason(e)));
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
  }

  private boolean isOf(ActorBean actor, SignedPackage signed, String source) {
    if (signed.type().equals(actor.type())) {
      return true;
    }
    problems.accept(
        LOG.packageOfAnotherActor(source, signed.type(), actor.type(), actor.beanClass()));
    return false;
  }
}
