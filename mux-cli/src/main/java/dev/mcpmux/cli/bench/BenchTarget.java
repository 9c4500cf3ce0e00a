package dev.mcpmux.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is measured.
 *
 * @param server its name in {@code config}
 * @param command what a client would start without mcpmux
 * @param environment the whole environment of that
 * @param cwd its working directory
 * @param config the text of a config file with this one server
 * @param call the request
 */
public record BenchTarget(
    String server,
    List<String> command,
    Map<String, String> environment,
    Path cwd,
    String config,
    BenchCall call) {}
