package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.files.FilePaths;
import dev.mcpmux.netty.files.FileStamp;
import dev.mcpmux.netty.process.CommandResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells whether the program of a launch is still the one it was: by the time and size of its file
 * and of the files of code that its arguments name, and of a package that {@code npx} runs by what
 * is known of that. Other files are data, which a server may write itself. Touches the disk: never
 * on the event loop.
 */
public final class ProgramStamp {

  private static final Pattern CODE =
      Pattern.compile(
          ".*\\.(?:[cm]?[jt]s|py|pyz|rb|jar|sh|php|pl|lua|wasm|exe|dll|toml|ya?ml)",
          Pattern.CASE_INSENSITIVE);

  private final Unwrapper unwrapper;

  public ProgramStamp(Unwrapper unwrapper) {
    this.unwrapper = unwrapper;
  }

  /** Empty when it cannot be told. */
  public String of(Launch launch) {
    if (!(launch instanceof ProcessLaunch process)) {
      return "";
    }
    if (NpxCommand.parse(process.command()).isPresent()) {
      return unwrapper.known(process).map(ProgramStamp::of).orElse("");
    }
    try {
      Path cwd = FilePaths.of(process.cwd());
      StringBuilder text = new StringBuilder();
      Path program = CommandResolver.resolve(process.command().get(0), process.environment(), cwd);
      text.append(ofFile(program).orElse(""));
      for (String word : process.command().subList(1, process.command().size())) {
        ofArgument(cwd, word).ifPresent(stamp -> text.append('\n').append(stamp));
      }
      return FileStamp.digest(ByteText.bytes(text.toString()));
    } catch (IOException | InvalidPathException e) {
      return "";
    }
  }

  private static String of(Resolution resolution) {
    String text = resolution.program() + " " + resolution.version() + " " + resolution.files();
    return FileStamp.digest(ByteText.bytes(text));
  }

  /** The word itself, or what stands behind {@code --option=}. */
  private static Optional<String> ofArgument(Path cwd, String word) {
    String value = word.startsWith("-") ? word.substring(word.indexOf('=') + 1) : word;
    try {
      Path path = cwd.resolve(FilePaths.of(value));
      boolean code = CODE.matcher(value).matches() || Files.isExecutable(path);
      return code ? ofFile(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofFile(Path path) {
    try {
      Path real = path.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(
              FilePaths.text(real)
                  + " "
                  + attributes.lastModifiedTime().toMillis()
                  + " "
                  + attributes.size())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
