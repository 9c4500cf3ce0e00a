package dev.mcpmux.core.view;

import dev.mcpmux.core.find.FindIndexes;
import dev.mcpmux.core.find.FindTools;
import dev.mcpmux.core.find.FoundJson;
import dev.mcpmux.core.find.InnerCall;
import dev.mcpmux.core.find.NearestNames;
import dev.mcpmux.core.find.SchemaCache;
import dev.mcpmux.core.find.StepQueue;
import dev.mcpmux.core.find.UsedTools;
import dev.mcpmux.core.find.Wanted;
import dev.mcpmux.core.find.WishMeaning;
import dev.mcpmux.core.frame.BriefValue;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.names.NameTable;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.schema.Schema;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds tools for a session that has none listed, and calls those that it has found. */
final class FindCalls {
  private static final int TOOLS_AT_ONCE = 50;

  /** Between steps: other events come first. */
  private static final long PAUSE_MILLIS = 1;

  /** How long a search waits for what its wish means; then it goes by the words alone. */
  private static final long MEANING_MILLIS = 100;

  /** How often a call waits for a list: the second time, it was asked for after the call came. */
  private static final int MAX_WAITS = 2;

  private static final byte[] NO_ARGUMENTS = Frames.utf8("{}");
  private static final byte[] NOTHING = {};

  private final View view;
  private final Lists lists;
  private final ListReplies replies;
  private final Fronts fronts;
  private final FrontCalls calls;
  private final StepQueue searches;
  private final UsedTools used = new UsedTools();

  FindCalls(View view, Lists lists, Fronts fronts, FrontCalls calls) {
    this.view = view;
    this.lists = lists;
    this.replies = new ListReplies(view);
    this.fronts = fronts;
    this.calls = calls;
    this.searches = new StepQueue(step -> view.schedule(PAUSE_MILLIS, step));
  }

  /** A client that finds its tools is there: what it has used before is read once. */
  void opened(Front front) {
    String project = front.hello.projectRoot();
    if (!front.clientName().isEmpty() && used.begin(front.clientName(), project)) {
      view.driver.loadUsed(front.clientName(), project);
    }
  }

  UsedTools used() {
    return used;
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
      String expected = servers.isEmpty() ? "nothing, as there is no server" : "one of " + servers;
      String why = "arguments.server: expected " + expected + ", got " + said;
      answer(front, request, FindTools.error(why));
    } else {
      WishMeaning meaning = fronts.indexes().meaning(wanted);
      StepQueue.Job search = new Searching(front, request, wanted, meaning);
      Runnable then = () -> searches.add(search);
      lists.whenFound(front, request, asked(front, wanted), () -> whenMeant(meaning, then));
    }
    return null;
  }

  private void whenMeant(WishMeaning meaning, Runnable then) {
    if (!meaning.isOver()) {
      view.schedule(MEANING_MILLIS, meaning::giveUp);
    }
    meaning.then(then);
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
  private final class Searching implements StepQueue.Job {
    private final Front front;
    private final FrontRequest request;
    private final Wanted wanted;
    private final WishMeaning meaning;
    private final Set<String> missing = new LinkedHashSet<>();
    private FindIndexes.Search search;

    /** Whether there may be a tool to find: if not, other words do not help. */
    private boolean any;

    Searching(Front front, FrontRequest request, Wanted wanted, WishMeaning meaning) {
      this.front = front;
      this.request = request;
      this.wanted = wanted;
      this.meaning = meaning;
    }

    @Override
    public boolean step() {
      try {
        return searches();
      } catch (RuntimeException | Error e) { // memory may run out
        view.listener.sessionFailed(front.number, e);
        fronts.fail(front, request, Refusal.internal(null));
        return true;
      }
    }

    /** Does a step. Returns whether it was the last. */
    private boolean searches() {
      if (front.request(request.id) != request) {
        return true;
      }
      if (search == null) {
        Map<String, List<Item>> shown = shown();
        search = fronts.indexes().search(shown, instructions());
        any = shown.values().stream().anyMatch(tools -> !tools.isEmpty()) || !missing.isEmpty();
      }
      if (!search.prepare(TOOLS_AT_ONCE)) {
        return false;
      }
      search.cut().stream().filter(this::isAsked).forEach(missing::add);
      FoundJson json = new FoundJson();
      String client = front.clientName();
      String project = front.hello.projectRoot();
      search
          .find(wanted, tool -> used.factor(client, project, tool.server(), tool.name()), meaning)
          .forEach(found -> add(json, found));
      if (front.end(request)) {
        replies.send(front, request, json.result(List.copyOf(missing), any));
      }
      return true;
    }

    private Map<String, String> instructions() {
      Map<String, String> instructions = new HashMap<>();
      for (Member member : front.members().values()) {
        if (member.isOpen()) {
          instructions.put(member.server, member.about());
        }
      }
      return instructions;
    }

    private boolean isAsked(String server) {
      return wanted.server() == null || wanted.server().equals(server);
    }

    private Map<String, List<Item>> shown() {
      Map<String, List<Item>> shown = new LinkedHashMap<>();
      for (Member member : front.members().values()) {
        MemberList list = member.list(Offer.TOOLS);
        if (member.isOpen()) {
          shown.put(member.server, list.named());
        }
        boolean knows = member.isReady() && (list.known || !member.declares("tools"));
        if (!knows && isAsked(member.server)) {
          missing.add(member.server);
        }
      }
      return shown;
    }

    /** As it is now, unless it has gone since the search began. */
    private void add(FoundJson json, FindIndexes.Found found) {
      Member member = front.members().get(found.server());
      MemberList list = member == null ? null : member.list(Offer.TOOLS);
      for (int i = 0; list != null && i < list.items.size(); i++) {
        Item item = list.items.get(i);
        boolean is = item.id().equals(found.tool().id()) && list.names.get(i) != null;
        if (is && member.isOpen() && (!wanted.readOnly() || item.isReadOnly())) {
          json.add(list.names.get(i), found.server(), item);
        }
      }
    }
  }

  private Refusal callFound(Front front, int stream, FrameView frame, boolean onlyReads) {
    BriefValue params = BriefValue.of(frame, Field.PARAMS);
    InnerCall inner = InnerCall.of(params, name -> schema(front, name));
    if (inner == null) {
      params = BriefValue.whole(frame, Field.PARAMS);
      inner = InnerCall.of(params, name -> schema(front, name));
    }
    if (inner.wrong() == null) {
      FoundCall call = new FoundCall(inner, params, frame.has(Field.TASK), onlyReads);
      return calls.byName(front, stream, frame, call);
    }
    RequestId id = RequestId.copyOf(frame, Field.ID);
    view.send(front, stream, refused(id, frame.has(Field.TASK), inner.wrong()));
    return null;
  }

  /** Null where no list has the tool. */
  private Schema schema(Front front, String name) {
    NameTable.Entry<Member> tool = front.names.tools.find(name);
    return tool == null ? null : fronts.schemas().of(tool.item()).arguments();
  }

  /** A result that tells the model; an error where a result would have to be a task. */
  private static byte[] refused(RequestId id, boolean asTask, String why) {
    return asTask
        ? Messages.error(id, Refusal.invalidParams(why))
        : Messages.result(id.token(), FindTools.error(why));
  }

  private void answer(Front front, FrontRequest request, byte[] result) {
    fronts.fail(front, request, Messages.result(request.id.token(), result));
  }

  /** The tool that is named, and its arguments, stand in the arguments of {@code call_tool}. */
  private final class FoundCall extends NamedCall {
    private final InnerCall inner;
    private final boolean asTask;
    private final boolean onlyReads;

    /** The last call for any list before it came. */
    private final long cameAt;

    private int waits;

    /** Null where there was no need for all of them, and once it has had to wait. */
    private byte[] params;

    FoundCall(InnerCall inner, BriefValue params, boolean asTask, boolean onlyReads) {
      super(Offer.TOOLS, Field.NAME);
      this.inner = inner;
      this.params = params.isWhole() ? params.json() : null;
      this.asTask = asTask;
      this.onlyReads = onlyReads;
      this.cameAt = lists.asked();
    }

    @Override
    String name(FrameView frame) {
      return inner.name();
    }

    @Override
    void waits() {
      params = null;
    }

    private List<String> faults(FrameView frame, Schema schema) {
      InnerCall.Span span = inner.arguments();
      if (schema == inner.fitted()) {
        return List.of();
      } else if (span.length() == 0) {
        return schema.errors("arguments", NO_ARGUMENTS);
      }
      byte[] all = params == null ? frame.raw(Field.PARAMS) : params;
      return schema.errors("arguments", all, span.start(), span.end());
    }

    /** Some servers announce a change whenever they tell their list: that of now is enough. */
    @Override
    boolean goesBy(MemberList list) {
      boolean current = list.isToldSince(cameAt) || list.known && !list.isOld();
      return current && (!onlyReads || list.isOf(view.inner.processOf(list.member)));
    }

    @Override
    boolean waitsAgain(MemberList list) {
      return !goesBy(list) && list.isTold() && !list.isFetching() && ++waits < MAX_WAITS;
    }

    @Override
    int onlyFor(Member member) {
      return onlyReads ? view.inner.processOf(member) : 0;
    }

    /** What stands around the tool's arguments goes: they may be long, and are not copied. */
    @Override
    void edit(FrameView frame, String own, FrameEdits edits) {
      super.edit(frame, own, edits);
      int base = frame.start(Field.PARAMS);
      InnerCall.Span outer = inner.outer();
      InnerCall.Span kept = inner.arguments();
      if (kept.length() == 0) {
        edits.replace(base + outer.start(), base + outer.end(), NO_ARGUMENTS);
      } else {
        edits.replace(base + outer.start(), base + kept.start(), NOTHING);
        edits.replace(base + kept.end(), base + outer.end(), NOTHING);
      }
    }

    @Override
    byte[] held(FrontRequest request, FrameView frame, NameTable.Entry<Member> tool) {
      boolean told = tool != null && goesBy(tool.member().list(Offer.TOOLS));
      SchemaCache.Rules rules = told ? fronts.schemas().of(tool.item()) : null;
      if (onlyReads && !told) {
        String why =
            ": its server has not told what it is like now, so it was not called; try again";
        return refused(request.id, asTask, inner.name() + why);
      } else if (onlyReads && !rules.readOnly()) {
        String why = " is not marked as read-only: call it with ";
        return refused(request.id, asTask, inner.name() + why + FindTools.CALL);
      }
      boolean looks = told && inner.arguments().length() <= Schema.MAX_VALUE_BYTES;
      List<String> wrong = looks ? faults(frame, rules.arguments()) : List.of();
      if (wrong.isEmpty()) {
        if (tool != null) {
          Front front = tool.member().front;
          String project = front.hello.projectRoot();
          used.call(front.clientName(), project, tool.member().server, tool.own());
        }
        return null;
      }
      String why = "The arguments do not fit the schema of " + inner.name();
      String faults = String.join("\n", wrong);
      return refused(request.id, asTask, why + ", so it was not called:\n" + faults);
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
      return refused(request.id, asTask, said + " " + FindTools.FIND + " finds tools.");
    }
  }
}
