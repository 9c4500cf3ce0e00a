package dev.mcpmux.core.frame;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a message that are routed on, and the one place where they are listed: each with
 * the member it lies in (none for the top level) and its key. A new line here is all that a new
 * field needs, and one in {@link #GUARDED} if a misreading of it could misroute; the scanner builds
 * its tables from these.
 *
 * <p>At most 64, because presence is one bit of a {@code long}; keys are ASCII.
 */
public enum Field {
  JSONRPC(null, "jsonrpc"),
  /**
   * Present in a {@link FrameView} only when it is an id that can be answered: a string, or a whole
   * number, within the length limit, and named once.
   */
  ID(null, "id"),
  METHOD(null, "method"),
  PARAMS(null, "params"),
  RESULT(null, "result"),
  ERROR(null, "error"),

  META(PARAMS, "_meta"),
  PROGRESS_TOKEN(PARAMS, "progressToken"),
  REQUEST_ID(PARAMS, "requestId"),
  NAME(PARAMS, "name"),
  URI(PARAMS, "uri"),
  CURSOR(PARAMS, "cursor"),
  LEVEL(PARAMS, "level"),
  TASK(PARAMS, "task"),
  TASK_ID(PARAMS, "taskId"),
  STATUS(PARAMS, "status"),
  ELICITATION_ID(PARAMS, "elicitationId"),
  MODE(PARAMS, "mode"),
  REF(PARAMS, "ref"),
  REF_NAME(REF, "name"),
  REF_URI(REF, "uri"),
  PROTOCOL_VERSION(PARAMS, "protocolVersion"),
  CAPABILITIES(PARAMS, "capabilities"),
  CLIENT_INFO(PARAMS, "clientInfo"),
  TOOLS(PARAMS, "tools"),
  TOOL_CHOICE(PARAMS, "toolChoice"),

  META_PROGRESS_TOKEN(META, "progressToken"),
  META_PROTOCOL_VERSION(META, "io.modelcontextprotocol/protocolVersion"),
  META_SUBSCRIPTION_ID(META, "io.modelcontextprotocol/subscriptionId"),
  META_RELATED_TASK(META, "io.modelcontextprotocol/related-task"),
  META_RELATED_TASK_ID(META_RELATED_TASK, "taskId"),

  RESULT_TASK(RESULT, "task"),
  RESULT_TASK_ID(RESULT_TASK, "taskId"),
  RESULT_OWN_TASK_ID(RESULT, "taskId"),
  RESULT_STATUS(RESULT, "status"),
  RESULT_IS_ERROR(RESULT, "isError"),
  RESULT_ROOTS(RESULT, "roots"),
  RESULT_TASKS(RESULT, "tasks"),
  NEXT_CURSOR(RESULT, "nextCursor"),
  RESULT_META(RESULT, "_meta"),
  RESULT_META_CACHE(RESULT_META, "dev.mcpmux/cache"),
  RESULT_META_RELATED_TASK(RESULT_META, "io.modelcontextprotocol/related-task"),
  RESULT_META_RELATED_TASK_ID(RESULT_META_RELATED_TASK, "taskId"),

  ERROR_CODE(ERROR, "code"),
  ERROR_DATA(ERROR, "data");

  /**
   * Those by which frames find their way or their owner, and by which they are let through. Some
   * readers match names without regard to case and let the last one win, so {@code "ID":5} behind
   * the id that was put in here would count for them: a frame with such a look-alike is not passed
   * on.
   */
  private static final Set<Field> GUARDED =
      EnumSet.of(
          JSONRPC,
          ID,
          METHOD,
          PARAMS,
          RESULT,
          ERROR,
          META,
          PROGRESS_TOKEN,
          REQUEST_ID,
          NAME,
          URI,
          REF,
          REF_NAME,
          REF_URI,
          LEVEL,
          TASK,
          TASK_ID,
          ELICITATION_ID,
          META_PROGRESS_TOKEN,
          META_SUBSCRIPTION_ID,
          META_RELATED_TASK,
          META_RELATED_TASK_ID,
          RESULT_TASK,
          RESULT_TASK_ID,
          RESULT_OWN_TASK_ID,
          RESULT_TASKS,
          RESULT_META,
          RESULT_META_RELATED_TASK,
          RESULT_META_RELATED_TASK_ID);

  private final @Nullable Field parent;
  private final String key;

  Field(@Nullable Field parent, String key) {
    this.parent = parent;
    this.key = key;
  }

  /** The member this one lies in, null for the top level. */
  public @Nullable Field parent() {
    return parent;
  }

  /** The last step of the path, as it reads on the wire without escapes. */
  public String key() {
    return key;
  }

  /** Whether a name that differs from this one in case alone is a fault. */
  boolean isGuarded() {
    return GUARDED.contains(this);
  }
}
