package dev.mcpmux.core.inner;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the servers behind a client's session have asked it, and the tasks that it does for them.
 *
 * @param <S> the inner session of a server
 */
public final class ClientQuestions<S> {
  /** A request of a server that the client has open. */
  public record Relayed<S>(S member, byte[] memberId, int stream, boolean asksForTask) {}

  /**
   * One {@code roots/list} to the client, and for whom it is.
   *
   * @param askers the id of each member's own request
   */
  public record RootsQuestion<S>(long id, Map<S, byte[]> askers) {
    RootsQuestion(long id) {
      this(id, new LinkedHashMap<>());
    }
  }

  private final Map<Long, Relayed<S>> serverRequests = new LinkedHashMap<>();

  private long lastServerRequest;

  /** The question for the client's roots that others may join; null for none. */
  private RootsQuestion<S> roots;

  /** All that are open. */
  private final Map<Long, RootsQuestion<S>> rootsQuestions = new LinkedHashMap<>();

  /** Who was given a task that the client works on. */
  private final Map<String, S> hostedTasks = new LinkedHashMap<>();

  /** Questions get ids above this one. */
  public void questionsAfter(long id) {
    lastServerRequest = id;
  }

  public long nextQuestion() {
    return ++lastServerRequest;
  }

  public void ask(long id, Relayed<S> request) {
    serverRequests.put(id, request);
  }

  /** Null when there is none. */
  public Relayed<S> asked(long id) {
    return serverRequests.get(id);
  }

  /** Null when there is none. */
  public Relayed<S> takeAsked(long id) {
    return serverRequests.remove(id);
  }

  /** All that a member has asked that goes, which is not asked for roots nor a host any more. */
  public Map<Long, Relayed<S>> takeAsked(S member) {
    Map<Long, Relayed<S>> taken = new LinkedHashMap<>(serverRequests);
    taken.values().removeIf(request -> request.member() != member);
    serverRequests.keySet().removeAll(taken.keySet());
    rootsQuestions.values().forEach(question -> question.askers().remove(member));
    hostedTasks.values().removeIf(holder -> holder == member);
    return taken;
  }

  public RootsQuestion<S> roots() {
    return roots;
  }

  public RootsQuestion<S> askRoots(long id) {
    roots = new RootsQuestion<>(id);
    rootsQuestions.put(id, roots);
    return roots;
  }

  public int rootsQuestions() {
    return rootsQuestions.size();
  }

  public RootsQuestion<S> takeOldestRoots() {
    return takeRoots(rootsQuestions.keySet().iterator().next());
  }

  /** The answer to a question that is open may be out of date. */
  public void rootsChanged() {
    roots = null;
  }

  /** The question has its answer; null when there is none of this id. */
  public RootsQuestion<S> takeRoots(long id) {
    RootsQuestion<S> question = rootsQuestions.remove(id);
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
  public long takeBack(S member, byte[] memberId) {
    for (Map.Entry<Long, Relayed<S>> open : serverRequests.entrySet()) {
      if (open.getValue().member() == member
          && Arrays.equals(open.getValue().memberId(), memberId)) {
        serverRequests.remove(open.getKey());
        return open.getKey();
      }
    }
    for (RootsQuestion<S> question : rootsQuestions.values()) {
      if (Arrays.equals(question.askers().get(member), memberId)) {
        question.askers().remove(member);
        return question.askers().isEmpty() ? takeRoots(question.id()).id() : 0;
      }
    }
    return 0;
  }

  /** Who was given this task; null for nobody. */
  public S host(String taskId) {
    return hostedTasks.get(taskId);
  }

  public void host(String taskId, S member) {
    hostedTasks.putIfAbsent(taskId, member);
  }

  /** Forgets the oldest when there are more. Returns whether that is so. */
  public boolean forgetHostOver(int limit) {
    boolean over = hostedTasks.size() > limit;
    if (over) {
      hostedTasks.remove(hostedTasks.keySet().iterator().next());
    }
    return over;
  }
}
