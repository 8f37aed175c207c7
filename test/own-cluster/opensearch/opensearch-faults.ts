import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { collectOn, setIndex } from './opensearch.ts';

/** The lines of a node in these runs. */
export const settings = { lines: 500, burst: 500, visible: '40s' };
const WRITTEN = 14 + settings.lines + 40 + 100 + settings.burst;
const NODES = 'observability/logs/node/';
const NONE = new RegExp(`^none of ${WRITTEN} lines arrived$`);

/** A log path of another make than that of the other tests, which loses lines, and harmless twins. */
export const openSearchFaults: readonly ClusterFault[] = [
  {
    name: 'the log collector of a node is stopped',
    long: true,
    inject: (local) => collectOn(local, 'node-1'),
    repair: (local) => collectOn(local, undefined),
    focus: NODES,
    red: { [`${NODES}node-2`]: NONE },
    others: { [`${NODES}node-1`]: 'passed' },
  },
  {
    name: 'the index of the log store is read-only, as on a full disk',
    long: true,
    inject: (local) => setIndex(local, { 'blocks.read_only_allow_delete': true }),
    repair: (local) => setIndex(local, { 'blocks.read_only_allow_delete': null }),
    focus: NODES,
    red: { [`${NODES}node-1`]: NONE, [`${NODES}node-2`]: NONE },
    others: {},
  },
  {
    // No fault: all lines are found within the time.
    name: 'the log store lets new lines be found every 15 s',
    long: true,
    inject: (local) => setIndex(local, { refresh_interval: '15s' }),
    repair: (local) => setIndex(local, { refresh_interval: null }),
    focus: NODES,
    red: {},
    others: { [`${NODES}node-1`]: 'passed', [`${NODES}node-2`]: 'passed' },
  },
  {
    // No fault: it goes on where it ended. Only a file that is rotated while it is away is lost to rsyslog.
    name: 'a log collector is replaced, a container restarted, and a pod deleted while lines are written',
    long: true,
    inject: async () => {},
    repair: async () => {},
    config: { run: { disruptive: true }, logs: { ...settings, collector: 'opensearch/rsyslog' } },
    focus: 'observability/logs/(restarted-container|deleted-pod|replaced-collector)$',
    red: {},
    others: {
      'observability/logs/restarted-container': 'passed',
      'observability/logs/deleted-pod': 'passed',
      'observability/logs/replaced-collector': 'passed',
    },
  },
];
