import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { verdict } from '../../../src/results/verdict.ts';
import { readJournal } from '../../../src/run/record/journal-records.ts';
import { layoutOf } from '../../../testbed/machine/layout.ts';
import { endMachine, startMachine } from '../../../testbed/node-machine.ts';
import { deployment, namespace } from '../../own-cluster/faults/fault.ts';
import { removeSeeds } from '../../own-cluster/faults/remove-seeds.ts';
import { startVerify } from '../started-verify.ts';
import { CREDENTIALS, INSIDE, PLUGIN, pluginRuns, type PluginRuns } from './plugin-runs.ts';

const FOCUS = 'workloads/(dns|deployment/(slow-start|kube-system))/';

/** Whether there is time to tell that it was stopped, and that a check was cut off by it, depends on the kubelet. */
const KILLED =
  /^INCOMPLETE: .*\b[1-9]\d* passed, of \d+ selected tests.*; (the run has not ended: it goes on, or was killed|it was stopped by SIGTERM); .*; run \S+ of cluster killed\n$/;
const LOST =
  /^INCOMPLETE: [1-9]\d* not run, [1-9]\d* passed, of \d+ selected tests.*; the run has not ended: it goes on, or was killed; .*; run \S+ of cluster lost\n$/;

describe('A plugin that is lost leaves what it measured in S3', () => {
  let runs: PluginRuns;
  before(async function () {
    this.timeout('20m');
    runs = await pluginRuns();
  });
  beforeEach(async () => {
    // A check waits for it, so that the run lasts.
    const knobs = ['--startup-delay=60s'];
    await runs.local.apply([
      namespace('slow-start'),
      deployment({ namespace: 'slow-start', image: runs.run.image, knobs }),
    ]);
  });
  afterEach(async () => {
    await runs.remove();
    await removeSeeds(runs.local);
  });
  after(() => runs[Symbol.asyncDispose]());

  it('when its pod is deleted at once; the verdict is incomplete', async () => {
    await runs.start('killed', FOCUS);
    const { url } = await runs.written('killed', 'journal.ndjson', (text) => text.includes('"passed"'));
    await runs.local.kubectl(['delete', 'pod', '--namespace=sonobuoy', PLUGIN, '--grace-period=0', '--force']);
    const { exit, stdout, stderr } = await runs.shakedown(['verdict', url]);
    expect(stdout, stderr).to.match(KILLED);
    expect(exit).to.equal(4);
  });

  it('when the machine of its node ends; the verdict is incomplete, and nothing is different from what it wrote', async () => {
    const { kubectl, name } = runs.local;
    const nodeOf = async (space: string, selector: string) =>
      await kubectl(['get', 'pod', `--namespace=${space}`, selector, '--output=jsonpath={.items[0].spec.nodeName}']);
    const nodeOfServer = await nodeOf('s3', '--selector=app.kubernetes.io/name=versitygw');
    await kubectl(['cordon', nodeOfServer]);
    await runs.start('lost', FOCUS);
    await runs.written('lost', 'journal.ndjson', (text) => text.includes('"passed"'));
    const node = await nodeOf('sonobuoy', PLUGIN);
    await kubectl(['uncordon', nodeOfServer]);
    expect(node).to.not.equal(nodeOfServer);
    await endMachine(name, node);
    try {
      const { url, text } = await runs.written('lost', 'journal.ndjson');
      const { exit, stdout, stderr } = await runs.shakedown(['verdict', url]);
      expect(stdout, stderr).to.match(LOST);
      expect(exit).to.equal(4);
      expect(journalOnDisk(name, node).startsWith(text)).to.equal(true);
      expect(readJournal(text).damaged).to.equal(0);
    } finally {
      await startMachine(name, node);
      await kubectl(['wait', '--for=condition=Ready', `node/${node}`, '--timeout=120s']);
    }
  });

  it('and in the results of verify', async () => {
    const { kubectl, apply } = runs.local;
    const inside = { ...CREDENTIALS, AWS_ENDPOINT_URL_S3: INSIDE };
    await apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sonobuoy' } },
      {
        ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shakedown-archive', namespace: 'sonobuoy' } },
        stringData: inside,
      },
    ]);
    const directory = await mkdtemp(join(tmpdir(), 'lost-plugin-'));
    // The server has one address in the cluster and another one here.
    const settings = [
      ...['cluster.name=driven', `run.focus=${FOCUS}`, 'sonobuoy.environmentFrom=[shakedown-archive]'],
      ...['archive.bucket=runs', 'archive.region=us-east-1', 'archive.addressing=path'],
    ];
    const verify = startVerify(
      runs.run,
      join(directory, 'results'),
      settings.flatMap((one) => ['--set', one]),
      {
        ...CREDENTIALS,
        AWS_ENDPOINT_URL_S3: runs.endpoint,
      },
    );
    const { url } = await runs.written('driven', 'journal.ndjson', (text) => text.includes('"passed"'));
    await verify.untilPrinted(/[1-9]\d* of \d+ tests done/);
    await kubectl(['delete', 'pod', '--namespace=sonobuoy', PLUGIN, '--grace-period=0', '--force']);
    expect(await verify.ended, verify.printed()).to.equal(4);
    const results = await verify.results();
    // Whether there is time to tell that it was stopped depends on the kubelet.
    expect(results.run.interruption).to.match(/^(the pod of the plugin disappeared: |it was stopped by SIGTERM)/);
    const count = (status: string) => results.tests.filter((test) => test.status === status).length;
    expect(count('passed'), verify.printed()).to.be.greaterThan(0);
    expect(count('error') + count('not-run')).to.be.greaterThan(1);
    const { stdout } = await runs.shakedown(['verdict', url]);
    expect(stdout).to.equal(`${verdict(results).sentence}\n`);
    await rm(directory, { recursive: true });
  });
});

/** The journal of the plugin on the disk of a node. */
function journalOnDisk(cluster: string, node: string): string {
  const pods = layoutOf(cluster).node(node, 'var/lib/kubelet/pods');
  const [found = '', ...others] = readdirSync(pods, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('/journal.ndjson'),
  );
  expect(others).to.deep.equal([]);
  return readFileSync(join(pods, found), 'utf8');
}
