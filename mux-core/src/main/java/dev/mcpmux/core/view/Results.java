package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import java.util.function.UnaryOperator;

/** Puts the front's URIs and ids into the replies of its members; all else passes as it came. */
final class Results {
  private static final byte[] URI = Frames.utf8("uri");

  private Results() {}

  static byte[] outward(Member member, FrontRequest request, InnerFrame reply) {
    FrameView frame = reply.view();
    FrameEdits edits = new FrameEdits();
    if (request.asksForTask) {
      TaskIds.editOutward(member, frame, Field.RESULT_TASK_ID, edits);
    }
    if (request.method == Method.TASKS_GET || request.method == Method.TASKS_CANCEL) {
      TaskIds.editOutward(member, frame, Field.RESULT_OWN_TASK_ID, edits);
    }
    TaskIds.editOutward(member, frame, Field.RESULT_META_RELATED_TASK_ID, edits);
    if (frame.has(Field.RESULT) && holdsUri(reply.bytes())) {
      editUris(member, request.method, reply, edits);
    } else if (frame.has(Field.ERROR_DATA)) {
      editError(member, reply, edits);
    }
    return FrameSplicer.splice(frame, edits);
  }

  /** Saves most results, and long ones above all, a walk through them. */
  private static boolean holdsUri(byte[] bytes) {
    for (int at = 0; at + URI.length < bytes.length; at++) {
      if (bytes[at] == '"'
          && bytes[at + 1] == URI[0]
          && bytes[at + 2] == URI[1]
          && bytes[at + 3] == URI[2]) {
        return true;
      }
    }
    return false;
  }

  private static void editUris(Member member, Method method, InnerFrame reply, FrameEdits edits) {
    byte[] json = reply.bytes();
    JsonSpans.members(
        json,
        reply.view().start(Field.RESULT),
        (name, start, end) -> {
          switch (name) {
            case "content" -> each(json, start, block -> editBlock(member, json, block, edits));
            case "messages" -> {
              if (method == Method.PROMPTS_GET) {
                each(json, start, message -> editMessage(member, json, message, edits));
              }
            }
            case "contents" -> {
              if (method == Method.RESOURCES_READ) {
                each(json, start, content -> editUri(member, json, content, edits));
              }
            }
            default -> {
              // no place for a URI of a resource
            }
          }
        });
  }

  private interface At {
    void value(int start);
  }

  private static void each(byte[] json, int array, At at) {
    JsonSpans.elements(json, array, (none, start, end) -> at.value(start));
  }

  private static void editMessage(Member member, byte[] json, int message, FrameEdits edits) {
    JsonSpans.members(
        json,
        message,
        (name, start, end) -> {
          if (name.equals("content")) {
            editBlock(member, json, start, edits);
          }
        });
  }

  /** A resource link has a URI itself, an embedded resource within. */
  private static void editBlock(Member member, byte[] json, int block, FrameEdits edits) {
    editUri(member, json, block, edits);
    JsonSpans.members(
        json,
        block,
        (name, start, end) -> {
          if (name.equals("resource")) {
            editUri(member, json, start, edits);
          }
        });
  }

  private static void editUri(Member member, byte[] json, int object, FrameEdits edits) {
    editString(json, object, "uri", edits, uri -> member.front.names.uris.see(member, uri));
  }

  /** The resource that was not found, and what is to be visited before another try. */
  private static void editError(Member member, InnerFrame reply, FrameEdits edits) {
    byte[] json = reply.bytes();
    int data = reply.view().start(Field.ERROR_DATA);
    editUri(member, json, data, edits);
    JsonSpans.members(
        json,
        data,
        (name, start, end) -> {
          if (name.equals("elicitations")) {
            each(
                json,
                start,
                each ->
                    editString(
                        json,
                        each,
                        "elicitationId",
                        edits,
                        id -> member.front.names.elicitations.see(member, id)));
          }
        });
  }

  private static void editString(
      byte[] json, int object, String key, FrameEdits edits, UnaryOperator<String> outward) {
    JsonSpans.members(
        json,
        object,
        (name, start, end) -> {
          String was = name.equals(key) ? JsonSpans.text(json, start, end) : null;
          String is = was == null ? null : outward.apply(was);
          if (was != null && !is.equals(was)) {
            edits.replace(start, end, Frames.utf8(FrameText.quoted(is)));
          }
        });
  }
}
