package dev.mcpmux.cli.top;

import java.util.List;

/** Answers of a daemon. */
final class Given {

  static final long SECOND = 1_000_000_000;

  private Given() {}

  static Snapshot snapshot(String json, long seconds) {
    return Snapshot.of(json, seconds * SECOND, seconds * SECOND, List.of());
  }

  /** Three servers, of which the first was called so many times. */
  static Snapshot busy(int calls, long seconds) {
    return snapshot(
        """
        {"daemon":{"pid":7,"version":"1.0","uptimeSeconds":75},
         "servers":[
          {"name":"slack","numbers":{"calls":%d,"open":2,"waiting":1,"toolErrors":3,"p95Micros":302000},
           "lastError":{"what":"die failed","secondsAgo":4},
           "processes":[{"pid":41,"state":"ready","sessions":2,"uptimeSeconds":60,"memoryKib":2048,"cpuMillis":%d}]},
          {"name":"notion","idle":"disabled","processes":[]},
          {"name":"broken","idle":"not started","failure":"no token","processes":[]}],
         "sessions":[
          {"id":"1","client":"claude 2","server":"slack","project":"/home/ann/app","pid":51,"process":41,
           "inFlight":1,"resumes":true,"numbers":{"calls":9,"p50Micros":100,"p95Micros":200}},
          {"id":"2","client":"cursor 1","server":"all servers","project":"/home/ann/web","pid":52,"process":null,
           "inFlight":1}],
         "sharing":{"processes":1,"sessions":2,"memoryKib":4096,"withoutKib":8192,"withoutProcesses":2},
         "calls":[
          {"session":"1","server":"slack","method":"tools/call","tool":"die","id":"7","serverId":12,"process":41,"ageMillis":12000},
          {"session":"2","server":"slack","method":"prompts/list","id":"\\"x\\"","ageMillis":3}]}
        """
            .formatted(calls, calls * 10),
        seconds);
  }

  static Model model(Look look) {
    Model model = new Model(look, busy(100, 1));
    model.take(busy(120, 3));
    return model;
  }

  static Look look(int columns, int rows) {
    return new Look(columns, rows, true, true);
  }

  static void type(Model model, String text) {
    text.chars().forEach(c -> model.on(Key.of((char) c)));
  }
}
