import { basename, dirname, join } from 'node:path';
import { API_PORT } from './address-plan.ts';
import { serveControl } from './control.ts';
import { forwarderTo } from './forwarding.ts';
import { layoutOf } from './layout.ts';
import { rotateLogs } from './log-rotation.ts';
import { Supervisor } from './supervisor.ts';

// The root of a cluster's processes; its parent is a shell as PID 1, which reaps orphans. Started as `init.ts DIRECTORY`, in its own namespaces.
// When it ends, the shell ends, and then the kernel ends everything else in these namespaces.
const [directory = ''] = process.argv.slice(2);
const layout = layoutOf(basename(directory), dirname(directory));

serveControl(new Supervisor(), layout.controlSocket);
forwarderTo({ host: '127.0.0.1', port: API_PORT }).listen(layout.apiSocket);

setInterval(() => rotateLogs(join(directory, 'logs')), 60_000);
