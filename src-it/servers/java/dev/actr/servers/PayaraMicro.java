package dev.actr.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payara Micro, which is one jar. */
final class PayaraMicro extends TestServer {

  private int port;

  PayaraMicro() {
    super("Payara Micro", System.getProperty("payara.version"));
  }

  @Override
  ProcessBuilder prepare(Path folder, Map<String, String> properties) throws IOException {
    port = Folders.freePorts(1).get(0);
    // Each process gets a folder of its own in there: in an old one it would find the application,
    // and deploy it twice.
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(options(properties));
    command.addAll(
        List.of(
            "-jar",
            Folders.UNPACKED.resolve("payara-micro.jar").toString(),
            "--deploy",
            application(Applications.WAR).toString(),
            "--port",
            Integer.toString(port),
            "--nocluster"));
    if (usesDatabase()) {
      command.addAll(
          List.of(
              "--addLibs",
              Folders.UNPACKED.resolve("postgresql.jar").toString(),
              "--postbootcommandfile",
              Folders.CONFIG.resolve("payara/mailbox.asadmin").toString()));
    }
    if (tellerPassword().isPresent()) {
      Path passwords = folder.resolve("passwords");
      Files.writeString(passwords, "AS_ADMIN_USERPASSWORD=" + tellerPassword().get());
      Path commands = folder.resolve("teller.asadmin");
      Files.writeString(
          commands, "create-file-user --groups teller --passwordfile " + passwords + " teller");
      command.addAll(List.of("--postbootcommandfile", commands.toString()));
    }
    return new ProcessBuilder(command);
  }

  @Override
  URI api() {
    return URI.create("http://127.0.0.1:" + port + "/scenario/api/");
  }

  @Override
  URI readiness() {
    return URI.create("http://127.0.0.1:" + port + "/health/ready");
  }

  @Override
  String dataSource() {
    return "jdbc/actors";
  }

  @Override
  List<Ability> abilities() {
    return List.of(
        Ability.MAILBOX_DATABASE, Ability.MANAGED_EXECUTOR, Ability.SECURITY, Ability.TRANSACTIONS);
  }
}
