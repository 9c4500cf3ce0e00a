package dev.mcpmux.cli.doctor;

import java.io.IOException;
import java.util.List;

/** Knows which clients on this machine start servers by themselves. */
public interface UnusedClients {

  /** The names of clients, for people, that have servers and do not use mcpmux for them. */
  List<String> names() throws IOException;
}
