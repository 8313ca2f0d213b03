package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines and comments of a proto file, by descriptor path. */
final class SourceInfo {

  private final String file;
  private final Map<List<Integer>, Location> locations = new HashMap<>();

  SourceInfo(FileDescriptorProto proto) {
    file = proto.getName();
    for (Location location : proto.getSourceCodeInfo().getLocationList()) {
      locations.putIfAbsent(location.getPathList(), location);
    }
  }

  /** The path of a part of something that has a path. */
  static List<Integer> path(List<Integer> of, int... part) {
    List<Integer> path = new ArrayList<>(of);
    for (int number : part) {
      path.add(number);
    }
    return path;
  }

  /** {@code file:line} of the nearest enclosing element that has a line; else the file. */
  String at(List<Integer> path) {
    for (int length = path.size(); length > 0; length--) {
      Location location = locations.get(path.subList(0, length));
      if (location != null && location.getSpanCount() > 0) {
        return file + ":" + (location.getSpan(0) + 1);
      }
    }
    return file;
  }

  /** The comment before an element, or else the one behind it; empty if there is none. */
  String comment(List<Integer> path) {
    Location location = locations.get(path);
    if (location == null) {
      return "";
    }
    return location.hasLeadingComments()
        ? location.getLeadingComments()
        : location.getTrailingComments();
  }
}
