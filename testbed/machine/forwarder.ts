import { renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { untilSupervisorEnds } from './control.ts';
import { forwarderTo } from './forwarding.ts';
import { layoutOf } from './layout.ts';

// The host's end of the connection to the API server: 127.0.0.1:PORT → the cluster's Unix socket. Started as `forwarder.ts DIRECTORY PORT`, with 0 for
// any free port. It writes its port into a file, and ends with the cluster.
const [directory = '', port = '0'] = process.argv.slice(2);
const layout = layoutOf(basename(directory), dirname(directory));

const server = forwarderTo({ path: layout.apiSocket });
server.listen(Number(port), '127.0.0.1', () => {
  const fresh = `${layout.forwarderFile}.new`;
  writeFileSync(fresh, JSON.stringify({ pid: process.pid, port: (server.address() as AddressInfo).port }));
  renameSync(fresh, layout.forwarderFile);
});

await untilSupervisorEnds(layout.controlSocket);
process.exit(0);
