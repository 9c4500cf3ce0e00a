# The smallest MCP server that says whose answer it is: server.pl NAME.
use strict;
use warnings;

my $name = shift;
$| = 1;
while (my $line = <STDIN>) {
    next unless $line =~ /"id"\s*:\s*("[^"]*"|\d+)/;
    my $id = $1;
    my ($method) = $line =~ /"method"\s*:\s*"([^"]*)"/;
    my $result = '{}';
    if ($method eq 'initialize') {
        $result = '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"' . $name . '","version":"1"}}';
    } elsif ($method eq 'tools/list') {
        $result = '{"tools":[{"name":"name","inputSchema":{"type":"object"}}]}';
    } elsif ($method eq 'tools/call') {
        $result = '{"content":[{"type":"text","text":"' . "$name $$" . '"}]}';
    }
    print qq({"jsonrpc":"2.0","id":$id,"result":$result}\n);
}
