package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The proto files of a request, linked with each other. */
final class ProtoFiles {

  private final Map<String, FileDescriptor> descriptors = new LinkedHashMap<>();
  private final Map<String, FileDescriptorProto> sources = new HashMap<>();
  private final Map<String, SourceInfo> infos = new HashMap<>();

  /**
   * Links the files; protoc sends each after those it imports.
   *
   * @throws DescriptorValidationException if a file uses what is not there
   */
  ProtoFiles(CodeGeneratorRequest request) throws DescriptorValidationException {
    for (FileDescriptorProto proto : request.getProtoFileList()) {
      List<FileDescriptor> imports = new ArrayList<>();
      for (String name : proto.getDependencyList()) {
        if (descriptors.containsKey(name)) {
          imports.add(descriptors.get(name));
        }
      }
      descriptors.put(
          proto.getName(), FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new)));
      sources.put(proto.getName(), proto);
      infos.put(proto.getName(), new SourceInfo(proto));
    }
    // These have the options that are of use to nobody but readers of the source.
    for (FileDescriptorProto proto : request.getSourceFileDescriptorsList()) {
      sources.put(proto.getName(), proto);
    }
  }

  Iterable<FileDescriptor> all() {
    return descriptors.values();
  }

  FileDescriptor descriptor(String file) {
    return descriptors.get(file);
  }

  /** The file as it was written. */
  FileDescriptorProto source(FileDescriptor file) {
    return sources.get(file.getName());
  }

  SourceInfo info(FileDescriptor file) {
    return infos.get(file.getName());
  }
}
