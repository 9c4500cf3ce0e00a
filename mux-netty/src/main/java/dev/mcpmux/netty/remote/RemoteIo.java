package dev.mcpmux.netty.remote;

import dev.mcpmux.netty.io.AwakeClock;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;

/**
 * What connections are made of.
 *
 * @param clock bounds how long servers may take
 * @param helper where what may block runs; names may take long to be looked up, so it is not what
 *     anything else waits for
 * @param channels makes TCP channels for the loop
 */
public record RemoteIo(
    EventLoop loop,
    AwakeClock clock,
    Executor helper,
    ChannelFactory<? extends Channel> channels,
    ByteBufAllocator alloc) {}
