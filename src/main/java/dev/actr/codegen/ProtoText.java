package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.List;

/**
 * The text of a proto file, made of its descriptor: types by their full names, comments kept where
 * they stand before a definition.
 */
final class ProtoText {

  private final OptionText options;

  ProtoText(OptionText options) {
    this.options = options;
  }

  /** The text, which protoc reads as the same descriptor. */
  String of(FileDescriptorProto file, SourceInfo info) {
    ProtoWriter out = new ProtoWriter(info);
    if (file.hasEdition()) {
      out.line("edition = \"" + edition(file.getEdition()) + "\";");
    } else {
      out.line("syntax = \"" + (file.hasSyntax() ? file.getSyntax() : "proto2") + "\";");
    }
    if (file.hasPackage()) {
      out.blank().line("package " + file.getPackage() + ';');
    }
    imports(file, out);
    statements(options.assignments(file.getOptions()), out);
    MessageText messages =
        new MessageText(options, file.hasEdition(), file.getSyntax().equals("proto3"), out);
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      messages.enumeration(
          file.getEnumType(i), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      DescriptorProto message = file.getMessageType(i);
      if (!messages.isGroup(message, file.getExtensionList())) {
        messages.message(message, List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
      }
    }
    messages.extensions(
        file.getExtensionList(),
        file.getMessageTypeList(),
        List.of(),
        FileDescriptorProto.EXTENSION_FIELD_NUMBER);
    for (int i = 0; i < file.getServiceCount(); i++) {
      service(file.getService(i), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i), out);
    }
    return out.text();
  }

  private static String edition(Edition edition) {
    return edition.name().substring("EDITION_".length());
  }

  private static void imports(FileDescriptorProto file, ProtoWriter out) {
    for (int i = 0; i < file.getDependencyCount(); i++) {
      String kind = "";
      if (file.getPublicDependencyList().contains(i)) {
        kind = "public ";
      } else if (file.getWeakDependencyList().contains(i)) {
        kind = "weak ";
      }
      out.blankIf(i == 0).line("import " + kind + '"' + file.getDependency(i) + "\";");
    }
    for (int i = 0; i < file.getOptionDependencyCount(); i++) {
      out.blankIf(i == 0 && file.getDependencyCount() == 0)
          .line("import option \"" + file.getOptionDependency(i) + "\";");
    }
  }

  private static void statements(List<String> assignments, ProtoWriter out) {
    for (int i = 0; i < assignments.size(); i++) {
      out.blankIf(i == 0).line("option " + assignments.get(i) + ';');
    }
  }

  private void service(ServiceDescriptorProto service, List<Integer> path, ProtoWriter out) {
    out.blank().comment(path).open("service " + service.getName());
    options.assignments(service.getOptions()).forEach(o -> out.line("option " + o + ';'));
    for (int i = 0; i < service.getMethodCount(); i++) {
      MethodDescriptorProto method = service.getMethod(i);
      out.comment(SourceInfo.path(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
      String head =
          "rpc "
              + method.getName()
              + '('
              + (method.getClientStreaming() ? "stream " : "")
              + method.getInputType()
              + ") returns ("
              + (method.getServerStreaming() ? "stream " : "")
              + method.getOutputType()
              + ')';
      List<String> assignments = options.assignments(method.getOptions());
      if (assignments.isEmpty()) {
        out.line(head + ';');
      } else {
        out.open(head);
        assignments.forEach(o -> out.line("option " + o + ';'));
        out.close();
      }
    }
    out.close();
  }
}
