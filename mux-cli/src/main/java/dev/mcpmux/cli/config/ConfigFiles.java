package dev.mcpmux.cli.config;

import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.cli.system.FileTrust;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.Spelling;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The config as it lies on the disk: the config file, and beside it the directory {@code servers.d}
 * into which programs drop servers and take them out again. Neither need exist.
 *
 * @param file the config file
 */
public record ConfigFiles(Path file) {

  /** Of a server, as far as messages show it. */
  private static final int MAX_NAME = 60;

  private static final int MAX_PATH = 200;

  /** What was found, as far as it could be read. */
  private static final class Found {
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, ServerConfig> servers = new LinkedHashMap<>();
    private final Set<String> disabled = new LinkedHashSet<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final List<String> mistakes = new ArrayList<>();
    private final Set<String> off = new LinkedHashSet<>();
    private FallbackPolicy fallback = FallbackPolicy.RUN;

    void add(ConfigException wrong) {
      errors.addAll(wrong.messages());
      warnings.addAll(wrong.warnings());
    }

    void add(String origin, ConfigFile read) {
      warnings.addAll(read.warnings());
      mistakes.addAll(read.errors());
      off.addAll(read.mistakes().off());
      servers.putAll(read.config().servers());
      disabled.addAll(read.config().disabled());
      fallback = fallback.with(read.fallback());
      read.config().servers().keySet().forEach(name -> origins.put(name, origin));
    }

    /** The name belongs to the server that is built in, where that is wanted. */
    private void reserveName(ConfigFile base) {
      ServerConfig taken = servers.get(ContextSettings.NAME);
      if (!base.context().enabled() || taken == null) {
        return;
      }
      String why =
          origins.get(ContextSettings.NAME)
              + ": mcpServers.context: the name belongs to the server that context.enabled brings;"
              + " give this one another name";
      mistakes.add(why);
      off.add(why);
      servers.put(
          ContextSettings.NAME,
          new ServerConfig(
              ContextSettings.NAME,
              new LaunchTemplate.Unusable(why),
              taken.sharing(),
              taken.life(),
              taken.tools()));
    }

    ConfigFile with(Path file, ConfigFile base) {
      reserveName(base);
      MuxConfig config = base.config();
      Set<String> known = new TreeSet<>(servers.keySet());
      if (base.context().enabled()) {
        known.add(ContextSettings.NAME);
      }
      config.aggregate().profiles().forEach((name, profile) -> warn(file, name, profile, known));
      config
          .aggregate()
          .model()
          .filter(model -> !Files.isReadable(Path.of(model)))
          .ifPresent(model -> warnings.add(noModel(file, model)));
      return new ConfigFile(
          config.withServers(servers, disabled),
          new DaemonSettings(
              base.idleTimeout(),
              base.http(),
              base.observe(),
              base.context(),
              base.fallback().with(fallback)),
          new Mistakes(
              List.copyOf(warnings),
              List.copyOf(mistakes),
              Set.copyOf(off),
              base.mistakes().wrong()),
          known.isEmpty() ? base.missing() : Optional.empty());
    }

    private static String noModel(Path file, String model) {
      return file
          + ": find.model: there is no file "
          + Printable.line(model, MAX_PATH)
          + " that can be read; tools are found by their words alone";
    }

    /** Any of the files may bring its servers. */
    private void warn(Path file, String name, Profile profile, Set<String> known) {
      for (String server : profile.servers().keySet()) {
        if (!known.contains(server)) {
          String meant = Spelling.nearest(server, known).map(Spelling::didYouMean).orElse("");
          warnings.add(
              file
                  + ": profiles."
                  + name
                  + ": there is no server named \""
                  + Printable.line(server, MAX_NAME)
                  + "\""
                  + meant);
        }
      }
    }
  }

  /**
   * A config without the files of {@code servers.d} that are wrong.
   *
   * @param errors what is wrong with them
   */
  public record Partial(ConfigFile config, List<String> errors) {}

  /** Where programs drop servers. */
  public Path dropIns() {
    return file.resolveSibling("servers.d");
  }

  /**
   * Reads all files.
   *
   * @throws ConfigException with everything that is wrong with any of them, if nothing can be made
   *     of one
   */
  public ConfigFile load() throws ConfigException {
    Found found = new Found();
    ConfigFile base = ConfigFile.empty();
    try {
      base = readConfig(found);
    } catch (ConfigException e) {
      found.add(e);
    }
    readDropIns(found);
    if (!found.errors.isEmpty()) {
      found.errors.addAll(0, found.mistakes);
      throw new ConfigException(found.errors, found.warnings);
    }
    return found.with(file, base);
  }

  /**
   * Reads the config file, and those of {@code servers.d} that are right: a program that drops a
   * broken one must not keep all servers from starting.
   *
   * @throws ConfigException with everything that is wrong with the config file
   */
  public Partial loadWhatIsRight() throws ConfigException {
    Found found = new Found();
    ConfigFile base = readConfig(found);
    readDropIns(found);
    return new Partial(found.with(file, base), found.errors);
  }

  private ConfigFile readConfig(Found found) throws ConfigException {
    String text = text(file, found);
    ConfigFile base = text == null ? ConfigFile.empty() : ConfigFile.parse(file.toString(), text);
    found.add(file.toString(), base);
    return base;
  }

  private void readDropIns(Found found) {
    try {
      for (Path each : dropInFiles()) {
        readDropIn(each, found);
      }
    } catch (ConfigException e) {
      found.add(e);
    }
  }

  private static void readDropIn(Path dropIn, Found found) {
    try {
      String text = text(dropIn, found);
      if (text != null) {
        String name = dropIn.toString();
        found.add(name, ConfigFile.parseDropIn(name, text, found.origins));
      }
    } catch (ConfigException e) {
      found.add(e);
    }
  }

  /** Not a pattern, which would be compiled for each look. */
  private static boolean isDropIn(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.startsWith(".");
  }

  /** In the order of their names, those that a listing of the directory hides left out. */
  public List<Path> dropInFiles() throws ConfigException {
    List<Path> files = new ArrayList<>();
    trust(dropIns());
    try (DirectoryStream<Path> directory =
        Files.newDirectoryStream(dropIns(), ConfigFiles::isDropIn)) {
      directory.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(e);
    } catch (DirectoryIteratorException e) {
      throw unreadable(e.getCause());
    }
    files.sort(Comparator.comparing(each -> each.getFileName().toString()));
    return files;
  }

  /** Those whose change may be another config. */
  public List<Path> watched() {
    List<Path> all = new ArrayList<>();
    all.add(file);
    try {
      all.addAll(dropInFiles());
    } catch (ConfigException e) {
      all.add(dropIns());
    }
    return all;
  }

  /** Null when there is no such file. */
  private static String text(Path file, Found found) throws ConfigException {
    try {
      String text = Files.readString(file);
      trust(file);
      FileTrust.warning(file).ifPresent(found.warnings::add);
      return text;
    } catch (NoSuchFileException e) {
      return null;
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": not UTF-8");
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void trust(Path path) throws ConfigException {
    try {
      FileTrust.check(path);
    } catch (IOException e) {
      throw new ConfigException(Failures.describe(e));
    }
  }

  private static ConfigException unreadable(IOException e) {
    return new ConfigException("cannot read the config: " + Failures.describe(e));
  }
}
