package dev.mcpmux.cli.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines that make an archive. An archive fits only a JVM with the same flags and class
 * path, so they are those of this daemon, as {@code bin/mcpmux} has written them.
 *
 * <pre>
 * from 25 on   a daemon that is trained and writes its AOT cache (JEP 514) when it ends
 * before       a daemon that is trained and writes the list of its classes, and then a JVM that
 *              writes an archive of these (JEP 310)
 * </pre>
 */
final class ArchiveCommands {

  private static final int AOT_CACHE_VERSION = 25;
  private static final List<String> NICE = List.of("/usr/bin/nice", "/bin/nice");

  private final List<String> jvm;
  private final Path target;
  private final boolean aot = Runtime.version().feature() >= AOT_CACHE_VERSION;

  /**
   * @param ours the words that this daemon was started with
   * @param target where the archive is to be written
   */
  ArchiveCommands(List<String> ours, Path target) {
    this.jvm = jvm(ours);
    this.target = target;
  }

  /** Up to the main class, without what says which archive to use. */
  private static List<String> jvm(List<String> ours) {
    List<String> words = new ArrayList<>();
    for (String nice : NICE) {
      if (words.isEmpty() && Files.isExecutable(Path.of(nice))) {
        words.addAll(List.of(nice, "-n", "19"));
      }
    }
    for (String word : ours.subList(0, ours.indexOf("-cp"))) {
      boolean archive =
          word.startsWith("-Xshare")
              || word.startsWith("-XX:SharedArchiveFile")
              || word.startsWith("-XX:AOT")
              || word.startsWith("-D" + StartArchive.PROPERTY);
      if (!archive) {
        words.add(word);
      }
    }
    return words;
  }

  /** A daemon that writes down what it needs. */
  List<String> training(List<String> classPathAndMain, Path home) {
    List<String> words = new ArrayList<>(jvm);
    words.add(aot ? "-XX:AOTCacheOutput=" + target : "-XX:DumpLoadedClassList=" + list());
    words.addAll(classPathAndMain);
    words.addAll(List.of("serve", "--detached", "--home", home.toString()));
    return words;
  }

  /** What makes the archive of that; empty when the training has made it already. */
  List<String> dump(List<String> classPathAndMain) {
    if (aot) {
      return List.of();
    }
    List<String> words = new ArrayList<>(jvm);
    words.add("-Xshare:dump");
    words.add("-XX:SharedClassListFile=" + list());
    words.add("-XX:SharedArchiveFile=" + target);
    words.addAll(classPathAndMain);
    return words;
  }

  private Path list() {
    return target.resolveSibling("classes");
  }
}
