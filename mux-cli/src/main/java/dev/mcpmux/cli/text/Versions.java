package dev.mcpmux.cli.text;

import dev.mcpmux.core.port.MuxVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Says where daemon, relays and this program are of different versions. */
public final class Versions {

  private Versions() {}

  /**
   * Lines for people; empty when all are of one version.
   *
   * @param status the daemon's answer
   * @param tree the distribution of this program; null when it is not known
   */
  public static String differences(String status, String tree) {
    StringBuilder text = new StringBuilder();
    String version = RawJson.string(status, "daemon", "version");
    String distribution = RawJson.string(status, "daemon", "distribution");
    boolean other =
        distribution != null && tree != null
            ? !distribution.equals(tree)
            : !MuxVersion.get().equals(version);
    if (other) {
      text.append(
          Paragraph.of(
              "",
              "",
              "The daemon is "
                  + version
                  + (distribution == null ? "" : " of " + distribution)
                  + "; this program is "
                  + MuxVersion.get()
                  + (tree == null ? "" : " of " + tree)
                  + ". To replace the daemon by the installed version: mcpmux upgrade"));
    }
    Map<String, Integer> relays = new TreeMap<>();
    List<Map<String, Object>> sessions = JsonTree.objects(JsonTree.parse(status), "sessions");
    for (Map<String, Object> session : sessions) {
      Object relay = session.get("relay");
      if (relay != null && !Objects.equals(relay, version)) {
        relays.merge(relay.toString(), 1, Integer::sum);
      }
    }
    relays.forEach(
        (relay, count) ->
            text.append(
                Paragraph.of(
                    "",
                    "",
                    Counted.of(count, "session has a relay", "sessions have relays")
                        + " of version "
                        + relay
                        + "; a client that starts anew has one of the installed version.")));
    return text.toString();
  }
}
