package dev.mcpmux.netty;

import dev.mcpmux.netty.drive.IdleTimer;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.model.Embedder;
import dev.mcpmux.netty.socket.Control;
import dev.mcpmux.netty.socket.Handover;
import dev.mcpmux.netty.socket.Reception;
import dev.mcpmux.netty.usage.UsageKeeper;

/** What a {@link MuxServer} serves with; all of it is the event loop's, but for the pages. */
record Served(
    MuxDriver driver,
    Reception reception,
    Control control,
    Handover handover,
    IdleTimer idle,
    UsageKeeper usage,
    Embedder embedder,
    MuxPages pages) {}
