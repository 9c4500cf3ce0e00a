package dev.mcpmux.core.view;

import dev.mcpmux.core.find.FindIndexes;
import dev.mcpmux.core.find.FindTools;
import dev.mcpmux.core.find.FoundJson;
import dev.mcpmux.core.find.InnerCall;
import dev.mcpmux.core.find.NearestNames;
import dev.mcpmux.core.find.SchemaCache;
import dev.mcpmux.core.find.UsedTools;
import dev.mcpmux.core.find.Wanted;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds tools for a session that has none listed, and calls those that it has found. */
final class FindCalls {
  private static final int TOOLS_AT_ONCE = 200;

  /** Sessions that see different lists may undo each other's steps: then all is read at once. */
  private static final int MAX_STEPS = 100;

  private static final byte[] NO_ARGUMENTS = Frames.utf8("{}");

  private final View view;
  private final Lists lists;
  private final Fronts fronts;
  private final FrontCalls calls;
  private final SchemaCache schemas = new SchemaCache();
  private final UsedTools used = new UsedTools();

  FindCalls(View view, Lists lists, Fronts fronts, FrontCalls calls) {
    this.view = view;
    this.lists = lists;
    this.fronts = fronts;
    this.calls = calls;
  }

  /** A call of a client that finds its tools; its name is a string. */
  Refusal onCall(Front front, int stream, FrameView frame) {
    String name = frame.text(Field.NAME);
    return switch (name) {
      case FindTools.FIND -> find(front, stream, frame);
      case FindTools.CALL -> callFound(front, stream, frame, false);
      case FindTools.CALL_READ -> callFound(front, stream, frame, true);
      default ->
          isListed(front, name)
              ? calls.byName(front, stream, frame, NamedCall.TOOL)
              : Refusal.invalidParams(
                  "Unknown tool: " + name + " (find_tools finds tools, call_tool calls them)");
    };
  }

  private boolean isListed(Front front, String name) {
    Member member = front.names.owner(Offer.TOOLS, name);
    String own = member == null ? null : front.names.own(Offer.TOOLS, name, member);
    return own != null && view.isListed(member, own);
  }

  private Refusal find(Front front, int stream, FrameView frame) {
    if (frame.has(Field.TASK)) {
      return Refusal.methodNotFound("tools/call of " + FindTools.FIND + " as a task");
    }
    FrontRequest request = new FrontRequest(stream, frame);
    front.begin(request);
    byte[] arguments = arguments(frame);
    List<String> wrong = Wanted.errors(arguments);
    Wanted wanted = wrong.isEmpty() ? Wanted.of(arguments) : null;
    if (wanted == null) {
      answer(front, request, FindTools.error(String.join("\n", wrong)));
    } else if (wanted.server() != null && !front.members().containsKey(wanted.server())) {
      String servers = String.join(", ", front.members().keySet());
      String said = FrameText.quoted(wanted.server());
      answer(
          front,
          request,
          FindTools.error("arguments.server: expected one of " + servers + ", got " + said));
    } else {
      lists.whenFound(front, request, asked(front, wanted), () -> found(front, request, wanted, 0));
    }
    return null;
  }

  private static byte[] arguments(FrameView frame) {
    byte[][] found = {NO_ARGUMENTS};
    byte[] params = frame.raw(Field.PARAMS);
    JsonSpans.members(
        params,
        0,
        (name, start, end) -> {
          if (name.equals("arguments")) {
            found[0] = Arrays.copyOfRange(params, start, end);
          }
        });
    return found[0];
  }

  private static Collection<Member> asked(Front front, Wanted wanted) {
    Member one = wanted.server() == null ? null : front.members().get(wanted.server());
    return one == null ? front.members().values() : List.of(one);
  }

  /**
   * It is known what the servers list, as far as they say in time. What there is to read before a
   * search is read in steps, so that other sessions do not wait for it.
   */
  private void found(Front front, FrontRequest request, Wanted wanted, int step) {
    if (front.request(request.id) != request) {
      return;
    }
    front.lists(Offer.TOOLS);
    Map<String, List<Item>> shown = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (Member member : front.members().values()) {
      MemberList list = member.list(Offer.TOOLS);
      if (member.isOpen()) {
        shown.put(member.server, named(list));
      }
      boolean knows = member.isReady() && (list.known || !member.declares("tools"));
      if (!knows && (wanted.server() == null || wanted.server().equals(member.server))) {
        missing.add(member.server);
      }
    }
    if (step < MAX_STEPS && !fronts.indexes().prepare(shown, TOOLS_AT_ONCE)) {
      view.schedule(0, () -> found(front, request, wanted, step + 1));
      return;
    }
    FoundJson json = new FoundJson();
    String client = front.client();
    String project = front.hello.projectRoot();
    for (FindIndexes.Found each :
        fronts
            .indexes()
            .find(
                shown, wanted, tool -> used.factor(client, project, tool.server(), tool.name()))) {
      json.add(name(front.members().get(each.server()), each.tool()), each.server(), each.tool());
    }
    if (front.end(request)) {
      lists.send(front, request, json.result(missing));
    }
  }

  /** What of a list has a name. */
  private static List<Item> named(MemberList list) {
    if (list.names.stream().noneMatch(Objects::isNull)) {
      return list.items;
    }
    List<Item> named = new ArrayList<>();
    for (int i = 0; i < list.items.size(); i++) {
      if (list.names.get(i) != null) {
        named.add(list.items.get(i));
      }
    }
    return named;
  }

  private static String name(Member member, Item tool) {
    MemberList list = member.list(Offer.TOOLS);
    for (int i = 0; i < list.items.size(); i++) {
      if (list.items.get(i).id().equals(tool.id())) {
        return list.names.get(i);
      }
    }
    throw new IllegalStateException("found what is in no list: " + tool.id());
  }

  private Refusal callFound(Front front, int stream, FrameView frame, boolean onlyReads) {
    InnerCall inner = InnerCall.of(frame.raw(Field.PARAMS));
    if (inner.wrong() == null) {
      return calls.byName(front, stream, frame, new FoundCall(inner, onlyReads));
    }
    byte[] error = FindTools.error(inner.wrong());
    view.send(front, stream, Messages.result(frame.raw(Field.ID), error));
    return null;
  }

  private void answer(Front front, FrontRequest request, byte[] result) {
    fronts.fail(front, request, Messages.result(request.id.token(), result));
  }

  /** The tool that is named, and its arguments, stand in the arguments of {@code call_tool}. */
  private final class FoundCall extends NamedCall {
    private final InnerCall inner;
    private final boolean onlyReads;

    FoundCall(InnerCall inner, boolean onlyReads) {
      super(Offer.TOOLS, Field.NAME);
      this.inner = inner;
      this.onlyReads = onlyReads;
    }

    @Override
    String name(FrameView frame) {
      return inner.name();
    }

    /** Its bytes are not kept here, because the call may wait. */
    private byte[] arguments(FrameView frame) {
      int length = inner.arguments().end() - inner.arguments().start();
      if (length == 0) {
        return NO_ARGUMENTS;
      }
      byte[] arguments = new byte[length];
      int params = frame.offset() + frame.start(Field.PARAMS);
      frame.bytes().get(params + inner.arguments().start(), arguments);
      return arguments;
    }

    @Override
    boolean needsNewest() {
      return true;
    }

    @Override
    void edit(FrameView frame, String own, FrameEdits edits) {
      super.edit(frame, own, edits);
      int base = frame.start(Field.PARAMS);
      edits.replace(base + inner.outer().start(), base + inner.outer().end(), arguments(frame));
    }

    @Override
    byte[] held(FrameView frame, NameTable.Entry tool) {
      SchemaCache.Rules rules = tool == null ? null : schemas.of(tool.item());
      boolean reads = rules != null && rules.readOnly() && !tool.member().list(Offer.TOOLS).dirty;
      if (onlyReads && !reads) {
        return FindTools.error(
            inner.name() + " is not marked as read-only: call it with " + FindTools.CALL);
      }
      List<String> wrong =
          rules == null ? List.of() : rules.arguments().errors("arguments", arguments(frame));
      if (wrong.isEmpty() && tool != null) {
        Front front = tool.member().front;
        used.call(front.client(), front.hello.projectRoot(), tool.member().server, tool.own());
      }
      return wrong.isEmpty()
          ? null
          : FindTools.error(
              "The arguments do not fit the schema of "
                  + inner.name()
                  + ", so it was not called:\n"
                  + String.join("\n", wrong));
    }

    @Override
    byte[] unknown(Front front, FrontRequest request, String name) {
      NearestNames nearest = new NearestNames(name);
      for (Member member : front.members().values()) {
        MemberList list = member.list(Offer.TOOLS);
        for (int i = 0; member.isOpen() && i < list.items.size(); i++) {
          if (list.names.get(i) != null) {
            nearest.add(list.names.get(i), list.items.get(i).id());
          }
        }
      }
      String meant =
          nearest.names().isEmpty()
              ? ""
              : " Did you mean " + String.join(" or ", nearest.names()) + "?";
      String said = "There is no tool " + FrameText.quoted(name) + "." + meant;
      return Messages.result(
          request.id.token(), FindTools.error(said + " " + FindTools.FIND + " finds tools."));
    }
  }
}
