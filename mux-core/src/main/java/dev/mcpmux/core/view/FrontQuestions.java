package dev.mcpmux.core.view;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What servers have asked the client of a front, and the tasks that it does for them. */
final class FrontQuestions {
  /** A request of a server that the client has open. */
  record Relayed(Member member, byte[] memberId, int stream, boolean asksForTask) {}

  /**
   * One {@code roots/list} to the client, and for whom it is.
   *
   * @param askers the id of each member's own request
   */
  record RootsQuestion(long id, Map<Member, byte[]> askers) {
    RootsQuestion(long id) {
      this(id, new LinkedHashMap<>());
    }
  }

  private final Map<Long, Relayed> serverRequests = new LinkedHashMap<>();

  private long lastServerRequest;

  /** The question for the client's roots that others may join; null for none. */
  private RootsQuestion roots;

  /** All that are open. */
  private final Map<Long, RootsQuestion> rootsQuestions = new LinkedHashMap<>();

  /** Who was given a task that the client works on. */
  private final Map<String, Member> hostedTasks = new LinkedHashMap<>();

  /** Questions get ids above this one. */
  void questionsAfter(long id) {
    lastServerRequest = id;
  }

  long nextQuestion() {
    return ++lastServerRequest;
  }

  void ask(long id, Relayed request) {
    serverRequests.put(id, request);
  }

  /** Null when there is none. */
  Relayed asked(long id) {
    return serverRequests.get(id);
  }

  /** Null when there is none. */
  Relayed takeAsked(long id) {
    return serverRequests.remove(id);
  }

  /** All that a member has asked that goes, which is not asked for roots nor a host any more. */
  Map<Long, Relayed> takeAsked(Member member) {
    Map<Long, Relayed> taken = new LinkedHashMap<>(serverRequests);
    taken.values().removeIf(request -> request.member() != member);
    serverRequests.keySet().removeAll(taken.keySet());
    rootsQuestions.values().forEach(question -> question.askers().remove(member));
    hostedTasks.values().removeIf(holder -> holder == member);
    return taken;
  }

  RootsQuestion roots() {
    return roots;
  }

  RootsQuestion askRoots(long id) {
    roots = new RootsQuestion(id);
    rootsQuestions.put(id, roots);
    return roots;
  }

  int rootsQuestions() {
    return rootsQuestions.size();
  }

  RootsQuestion takeOldestRoots() {
    return takeRoots(rootsQuestions.keySet().iterator().next());
  }

  /** The answer to a question that is open may be out of date. */
  void rootsChanged() {
    roots = null;
  }

  /** The question has its answer; null when there is none of this id. */
  RootsQuestion takeRoots(long id) {
    RootsQuestion question = rootsQuestions.remove(id);
    if (question == roots) {
      roots = null;
    }
    return question;
  }

  /**
   * A member takes back what it asked.
   *
   * @return what the client knows it by; 0 when nothing is open, or others still wait for it
   */
  long takeBack(Member member, byte[] memberId) {
    for (Map.Entry<Long, Relayed> open : serverRequests.entrySet()) {
      if (open.getValue().member() == member
          && Arrays.equals(open.getValue().memberId(), memberId)) {
        serverRequests.remove(open.getKey());
        return open.getKey();
      }
    }
    for (RootsQuestion question : rootsQuestions.values()) {
      if (Arrays.equals(question.askers().get(member), memberId)) {
        question.askers().remove(member);
        return question.askers().isEmpty() ? takeRoots(question.id()).id() : 0;
      }
    }
    return 0;
  }

  /** Who was given this task; null for nobody. */
  Member host(String taskId) {
    return hostedTasks.get(taskId);
  }

  void host(String taskId, Member member) {
    hostedTasks.putIfAbsent(taskId, member);
  }

  /** Forgets the oldest when there are more. Returns whether that is so. */
  boolean forgetHostOver(int limit) {
    boolean over = hostedTasks.size() > limit;
    if (over) {
      hostedTasks.remove(hostedTasks.keySet().iterator().next());
    }
    return over;
  }
}
