package dev.actr.codegen;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.actr.ServiceSpec;
import dev.actr.ServiceSpec.ProtoFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is published of a service: its file and all that this one imports, but for those that every
 * node has. The text is rendered from the descriptor, so that it is the same wherever the files lie
 * when protoc runs.
 */
final class ServiceSpecs {

  private final ProtoFiles files;
  private final ProtoText text;

  ServiceSpecs(ProtoFiles files) {
    this.files = files;
    this.text = new ProtoText(new OptionText(files.all()));
  }

  ServiceSpec of(ServiceDescriptor service) {
    Set<FileDescriptor> reached = new LinkedHashSet<>();
    reach(service.getFile(), reached);
    List<ProtoFile> protoFiles = new ArrayList<>();
    for (FileDescriptor file : reached) {
      String name = file.getName();
      protoFiles.add(
          new ProtoFile(
              name.endsWith(".proto") ? name.substring(0, name.length() - 6) : name,
              text.of(files.source(file), files.info(file)),
              Fingerprints.ofFile(files.source(file))));
    }
    return ServiceSpec.of(service.getName(), protoFiles);
  }

  private void reach(FileDescriptor file, Set<FileDescriptor> reached) {
    String name = file.getName();
    if (!name.startsWith("google/protobuf/")
        && !name.equals("actr/options.proto")
        && reached.add(file)) {
      file.getDependencies().forEach(imported -> reach(imported, reached));
      files.source(file).getOptionDependencyList().stream()
          .map(files::descriptor)
          .filter(Objects::nonNull)
          .forEach(imported -> reach(imported, reached));
    }
  }
}
