/** As Consumer, on the module path. */
module consumer {
  requires dev.mcpmux.netty;
}
