import type { ClusterFault } from '../../faults/describe-cluster-faults.ts';
import {
  collectBadly,
  collectEverywhere,
  collectOnlyOn,
  collectTwice,
  removeCollectors,
  withArgument,
} from './logging.ts';
import { addLineToWriters, leaveWritersAlone } from './speaking-policy.ts';

/** The lines of a node in these runs. */
export const settings = { lines: 500, burst: 500, visible: '30s' };
const WRITTEN = 14 + settings.lines + 40 + 100 + settings.burst;
const NODES = 'observability/logs/node/';
const NAMESPACES = 'observability/logs/namespaces';
const NONE = new RegExp(`^none of ${WRITTEN} lines arrived$`);

/** Undoes a change of the log stack. */
let undo = async (): Promise<void> => {};

/** Log stacks that lose, change or double lines, and harmless twins. */
export const logFaults: readonly ClusterFault[] = [
  {
    name: 'the log collector of a node is stopped',
    inject: (local) => collectOnlyOn(local, 'node-1'),
    repair: collectEverywhere,
    focus: NODES,
    red: { [`${NODES}node-2`]: NONE },
    others: { [`${NODES}node-1`]: 'passed' },
  },
  {
    name: 'a log collector drops one line of a hundred, and that of another node cuts lines over 16 KiB',
    long: true,
    inject: async (local) => {
      await collectOnlyOn(local, undefined);
      await collectBadly(local, [
        { node: 'node-1', drop: 100 },
        { node: 'node-2', join: false },
      ]);
    },
    repair: async (local) => {
      await removeCollectors(local);
      await collectEverywhere(local);
    },
    focus: NODES,
    red: {
      [`${NODES}node-1`]: /^5 of 500 (steady|burst) lines are lost \(number \d+, \d+, \d+ and 2 more places\), and /,
      [`${NODES}node-2`]: /^6 lines are cut: long line \d+ of \d+ bytes after 16384$/,
    },
    others: {},
  },
  {
    name: 'a log collector labels its lines with another node',
    long: true,
    inject: async (local) => {
      await collectOnlyOn(local, 'node-1');
      await collectBadly(local, [{ node: 'node-2', label: 'node-1' }]);
    },
    repair: async (local) => {
      await removeCollectors(local);
      await collectEverywhere(local);
    },
    focus: NODES,
    red: { [`${NODES}node-2`]: new RegExp(`^${WRITTEN} lines have node "node-1" instead of "node-2"$`) },
    others: { [`${NODES}node-1`]: 'passed' },
  },
  {
    name: 'log collectors label the lines of all namespaces with that of the log writers',
    long: true,
    inject: async (local) => {
      await collectOnlyOn(local, undefined);
      await collectBadly(
        local,
        ['node-1', 'node-2'].map((node) => ({ node, namespace: 'shakedown-workloads' })),
      );
    },
    repair: async (local) => {
      await removeCollectors(local);
      await collectEverywhere(local);
    },
    focus: 'observability/logs/n',
    red: {
      [NAMESPACES]:
        /^a line of pod shakedown\/shakedown-probe-agent-\w+ on node node-[12] is stored with namespace "shakedown-workloads" instead of "shakedown"; \d such lines in all$/,
    },
    others: { [`${NODES}node-1`]: 'passed', [`${NODES}node-2`]: 'passed' },
  },
  {
    name: 'a log collector stores lines of another namespace as lines of a log writer, and that of another node stores them as they are',
    long: true,
    inject: async (local) => {
      await collectOnlyOn(local, undefined);
      await collectBadly(local, [
        { node: 'node-1', mix: false },
        { node: 'node-2', mix: true },
      ]);
    },
    repair: async (local) => {
      await removeCollectors(local);
      await collectEverywhere(local);
    },
    focus: NODES,
    red: {
      [`${NODES}node-2`]:
        /^\d+ lines that it did not write are stored as those of pod shakedown-workloads\/log-writer-node-\w+-\w+, such as "order \d+ is paid with token=\*\*\*"$/,
    },
    others: { [`${NODES}node-1`]: 'passed' },
  },
  {
    // No fault: what the container itself wrote is its own, whatever made it.
    name: 'something adds lines to what the log writers write',
    long: true,
    inject: addLineToWriters,
    repair: leaveWritersAlone,
    focus: NODES,
    red: {},
    others: { [`${NODES}node-1`]: 'passed', [`${NODES}node-2`]: 'passed' },
  },
  {
    name: 'all log lines are stored twice, and the configuration allows no copies',
    long: true,
    inject: collectTwice,
    repair: removeCollectors,
    config: { logs: { ...settings, budget: { duplicated: 0 } } },
    focus: NODES,
    red: {
      [`${NODES}node-1`]: /^\d+ lines arrived more than once \(\d+ copies, with the same time stamps: /,
      [`${NODES}node-2`]: /^\d+ lines arrived more than once \(\d+ copies, with the same time stamps: /,
    },
    others: {},
  },
  {
    name: 'the log store refuses writes',
    long: true,
    inject: async (local) => {
      undo = await withArgument(local, 'deployment/victorialogs', '-storage.minFreeDiskSpaceBytes=100TiB');
    },
    repair: () => undo(),
    focus: NODES,
    red: { [`${NODES}node-1`]: NONE, [`${NODES}node-2`]: NONE },
    others: {},
  },
  {
    // No fault: all lines arrive within the time.
    name: 'log lines arrive late',
    long: true,
    inject: async (local) => {
      undo = await withArgument(local, 'daemonset/vlagent', '-remoteWrite.flushInterval=15s');
    },
    repair: () => undo(),
    focus: NODES,
    red: {},
    others: { [`${NODES}node-1`]: 'passed', [`${NODES}node-2`]: 'passed' },
  },
  {
    // No fault: the defaults of Fluent Bit, Fluentd and Vector.
    name: 'log collectors look for new files once a minute',
    long: true,
    inject: async (local) => {
      await collectOnlyOn(local, undefined);
      await collectBadly(
        local,
        ['node-1', 'node-2'].map((node) => ({ node, scan: 60 })),
      );
    },
    repair: async (local) => {
      await removeCollectors(local);
      await collectEverywhere(local);
    },
    config: { logs: { ...settings, visible: '60s' } },
    focus: 'observability/logs/r(estarted|otated)',
    red: {},
    others: { 'observability/logs/restarted-container': 'passed', 'observability/logs/rotated-file': 'passed' },
  },
  {
    // No fault: it goes on where it ended.
    name: 'a log collector is replaced, a container restarted, and a log file rotated while lines are written',
    inject: async () => {},
    repair: async () => {},
    config: { run: { disruptive: true }, logs: { ...settings, collector: 'logging/vlagent' } },
    focus: 'observability/logs/[^/]+$',
    red: {},
    others: {
      'observability/logs/restarted-container': 'passed',
      'observability/logs/rotated-file': 'passed',
      'observability/logs/deleted-pod': 'passed',
      'observability/logs/replaced-collector': 'passed',
    },
  },
];
