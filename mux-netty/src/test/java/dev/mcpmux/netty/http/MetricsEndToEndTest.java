package dev.mcpmux.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.MetricsPage;
import dev.mcpmux.netty.config.Transport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code /metrics} is behind the same doors as everything else, and off unless it is wanted. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class MetricsEndToEndTest extends HttpEndToEnd implements MetricsPage {

  private volatile boolean on;
  private volatile boolean broken;
  private final CountDownLatch mayWrite = new CountDownLatch(1);
  private final Semaphore come = new Semaphore(0);
  private final Semaphore begun = new Semaphore(0);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile boolean waits;

  @Override
  public void choose(MuxServerBuilder builder) {
    super.choose(builder);
    builder.metricsPage(this);
  }

  @Override
  public boolean isOn() {
    come.release();
    return on;
  }

  @Override
  public Text write(Snapshot snapshot, String accept) {
    if (broken) {
      throw new IllegalArgumentException("this page cannot be written");
    }
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    if (waits) {
      begun.release();
      await(mayWrite);
    }
    atOnce.decrementAndGet();
    Numbers.Server echo = snapshot.numbers().servers().get("echo");
    String text =
        Thread.currentThread().getName().replaceAll("-\\d+", "")
            + " for "
            + accept
            + ", "
            + (echo == null ? "no" : echo.tally().total().ended(CallEnd.RESULT))
            + " results, "
            + snapshot.status().sessions().size()
            + " sessions, "
            + snapshot.pids().size()
            + " processes\n";
    return new Text("text/plain; version=0.0.4", text.getBytes(UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    start();
    on = true;
  }

  private static String metrics(String method, String moreHeaders) {
    return request(method + " /metrics", moreHeaders, null);
  }

  @Test
  void a_helper_thread_writes_what_was_counted() throws Exception {
    TestClient client = session(ECHO);
    client.send(call("1", "big", "\"size\":10", null));
    assertThat(client.line()).contains("\"id\":1");

    RawHttp.Response page = exchange(metrics("GET", "Accept: text/plain;q=0.5, */*\r\n"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("text/plain; version=0.0.4");
    assertThat(page.body())
        .isEqualTo("mcpmux-helper for text/plain;q=0.5, */*, 1 results, 1 sessions, 1 processes\n");
  }

  @Test
  void who_asks_without_the_token_or_by_another_name_gets_none() throws Exception {
    String plain = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n";

    assertThat(exchange(plain + "\r\n").status()).isEqualTo(401);
    assertThat(exchange(plain + "Authorization: Bearer other\r\n\r\n").status()).isEqualTo(401);
    assertThat(exchange(metrics("GET", "Origin: https://evil.example\r\n")).status())
        .isEqualTo(403);
    assertThat(
            exchange(metrics("GET", "").replace("Host: localhost", "Host: evil.example")).status())
        .isEqualTo(403);
  }

  @Test
  void only_GET_and_HEAD_are_for_it() throws Exception {
    RawHttp.Response post = exchange(request("POST /metrics", ACCEPT, "{}"));

    assertThat(post.status()).isEqualTo(405);
    assertThat(post.header("allow")).isEqualTo("GET, HEAD");
    assertThat(exchange(metrics("DELETE", "")).status()).isEqualTo(405);
    assertThat(exchange(request("GET /metrics/echo", "", null)).status()).isEqualTo(404);
    RawHttp connection = connect().send(metrics("HEAD", ""));
    assertThat(connection.headOfResponse().status()).isEqualTo(200);
    assertThat(connection.send(metrics("GET", "")).response().status()).isEqualTo(200);
  }

  @Test
  void while_it_is_off_the_answer_says_how_to_switch_it_on() throws Exception {
    on = false;

    RawHttp.Response off = exchange(metrics("GET", ""));

    assertThat(off.status()).isEqualTo(404);
    assertThat(off.body()).contains("\\\"metrics\\\": {\\\"enabled\\\": true}");
  }

  @Test
  void a_page_that_cannot_be_written_costs_its_request_alone() throws Exception {
    broken = true;
    RawHttp connection = connect();

    assertThat(connection.send(metrics("GET", "")).response().status()).isEqualTo(500);
    broken = false;
    assertThat(connection.send(metrics("GET", "")).response().status()).isEqualTo(200);
  }

  @Test
  void one_is_written_at_once_and_three_wait_for_it() throws Exception {
    waits = true;
    RawHttp[] slow = new RawHttp[4];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = connect().send(metrics("GET", ""));
    }
    assertThat(come.tryAcquire(4, 20, SECONDS)).isTrue();
    assertThat(begun.tryAcquire(1, 20, SECONDS)).isTrue();
    RawHttp.Response busy = exchange(metrics("GET", ""));

    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.body()).contains("requests for metrics: 5 (limit: 4)");
    mayWrite.countDown();
    for (RawHttp connection : slow) {
      assertThat(connection.response().status()).isEqualTo(200);
    }
    assertThat(mostAtOnce.get()).isEqualTo(1);
    assertThat(exchange(metrics("GET", "")).status()).isEqualTo(200);
  }
}
