package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.io.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector.ResourceScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class NoLeaksTest {

  @Test
  void a_buffer_of_ours_that_is_not_released_is_noticed() {
    ResourceScope scope = ScopedLeakDetector.begin("a leak made on purpose");

    ByteBuf leak = Buffers.ALLOCATOR.buffer();

    assertThat(scope.hasOpenResources()).isTrue();
    leak.release();
    assertThat(scope.hasOpenResources()).isFalse();
  }
}
