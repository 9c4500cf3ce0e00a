package dev.mcpmux.cli.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** All that a check has seen. Filled by {@link Check}, in the order of its steps. */
final class Observations {

  /** Why it could not be checked; null where it could. */
  String failure;

  Introduction introduction = Introduction.NONE;
  long startMillis;
  Lists lists = new Lists(Map.of(), List.of());

  /** What was asked for again and again. */
  List<Call> calls = List.of();

  int requests;
  int progress;
  int noise;

  /** Lines on what no server may do. */
  final List<String> wrong = new ArrayList<>();

  /** Requests without an answer: lists, and what was answered alone and not among others. */
  final List<String> lost = new ArrayList<>();

  /** Calls whose answers another session's requests have changed. */
  final List<String> changed = new ArrayList<>();

  /** Lists that were others when another session had made its requests. */
  final List<String> listsChanged = new ArrayList<>();

  /** Notifications, and how many. */
  Map<String, Integer> notifications = Map.of();

  final List<Question> questions = new ArrayList<>();

  /** Whether it asked for the roots again when it was told that they have changed. */
  boolean asksRootsAgain;

  /** What of lists and answers is another in a process that sees other roots. */
  final List<String> byRoots = new ArrayList<>();

  /** What of lists and answers is another in a second process that sees the same. */
  final List<String> byProcess = new ArrayList<>();

  /** Why a second process could not be had beside the first; null where it could. */
  String second;

  /** How it ends: how, and after how many milliseconds. */
  final Map<String, Long> ends = new LinkedHashMap<>();

  /** How many processes of its own it left behind. */
  int orphans;

  List<String> stateWords = List.of();
  List<String> directoryWords = List.of();

  /** The methods that it asks its client with. */
  TreeSet<String> asks() {
    TreeSet<String> methods = new TreeSet<>();
    questions.stream()
        .map(Question::method)
        .filter(method -> !method.equals("ping"))
        .forEach(methods::add);
    return methods;
  }
}
