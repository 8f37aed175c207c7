import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { prepareLocalRun, type LocalRun } from '../../scripts/local-run.ts';
import type { Results } from '../../src/results/model.ts';
import { verdict } from '../../src/results/verdict.ts';
import { cutNode, joinNode, restartApiServer } from '../../testbed/testbed.ts';
import { deployment, namespace } from '../own-cluster/faults/fault.ts';
import { removeSeeds } from '../own-cluster/faults/remove-seeds.ts';
import { localCluster, type LocalCluster } from '../cluster/specs/local-cluster.ts';
import { everything, marked } from '../cluster/specs/residue.ts';
import { startVerify, type StartedVerify } from './started-verify.ts';
import { silentProgress } from '../../src/terminal/progress.ts';

const PLUGIN = 'sonobuoy-plugin=shakedown';
const UNDER_WAY = /[1-9]\d* of \d+ tests done/;

describe('A run by Sonobuoy: while it runs,', () => {
  let local: LocalCluster;
  let run: LocalRun;
  let directory: string;
  let rowsBefore: string[];
  const started: StartedVerify[] = [];
  before(async () => {
    local = await localCluster();
    run = await prepareLocalRun(silentProgress, local.name);
  });
  beforeEach(async () => {
    rowsBefore = await rows();
    directory = await mkdtemp(join(tmpdir(), 'kill-'));
    // It makes a check wait, so that the run lasts long enough for the kill, and becomes ready in time.
    const knobs = ['--startup-delay=45s'];
    await local.apply([
      namespace('slow-start'),
      deployment({ namespace: 'slow-start', image: local.image, replicas: 1, knobs }),
    ]);
  });
  afterEach(async () => {
    // A run that a failed test has not ended would keep the cluster locked for the next test.
    for (const { child } of started) child.kill('SIGINT');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    await removeSeeds(local);
    await rm(directory, { recursive: true, force: true });
  });

  it('the pod of the plugin is deleted at once: it is incomplete', async () => {
    const verify = await startUntilRunning();
    await local.kubectl([
      'delete',
      'pod',
      '--namespace=sonobuoy',
      `--selector=${PLUGIN}`,
      '--grace-period=0',
      '--force',
    ]);
    const results = await incomplete(verify);
    expect(results.run.interruption).to.match(
      /^the pod of the plugin disappeared: deleted, evicted, or its node was lost, for [345]\d\.\d s; expected: .*; it had reported \d+ of \d+ tests$/,
    );
    await nothingLeft();
  });

  it('the pod of the plugin is deleted with its grace period: it is incomplete', async () => {
    const verify = await startUntilRunning();
    await local.kubectl(['delete', 'pod', '--namespace=sonobuoy', `--selector=${PLUGIN}`, '--wait=false']);
    await incomplete(verify);
    await nothingLeft();
  });

  it('the process of the runner is killed: it is incomplete, and keeps the results from before', async () => {
    const verify = await startUntilRunning();
    await inPlugin(`process.kill(Number(runner), 'SIGKILL');`);
    const results = await incomplete(verify);
    expect(results.tests.filter(({ status }) => status === 'passed')).to.not.deep.equal([]);
    await nothingLeft();
  });

  it('the plugin runs out of memory: it is incomplete', async () => {
    const verify = await startUntilRunning(
      ['requests', 'limits'].flatMap((kind) => ['--set', `sonobuoy.resources.${kind}.memory=110Mi`]),
    );
    // Files in memory count for the container but for no process. So the kernel ends processes, the largest first, until it ends the runner.
    await inPlugin(`
      const file = fs.openSync('/dev/shm/ballast', 'w');
      for (let megabytes = 0; megabytes < 60; megabytes++) fs.writeSync(file, Buffer.alloc(1e6, 1));`).catch(
      (error: Error) => expect(error.message).to.contain('exit code 137'),
    );
    const results = await incomplete(verify);
    expect(results.run.interruption).to.match(/SIGKILL|OOMKilled/);
    await nothingLeft();
  });

  it('the node of the plugin is disconnected: it ends within minutes and passes nothing', async () => {
    const verify = await startUntilRunning();
    const node = await nodeOf(PLUGIN);
    await cutNode(local.name, node);
    try {
      const results = await incomplete(verify);
      expect(results.run.interruption).to.contain(`no heartbeat from ${node}, the node of`);
    } finally {
      await joinNode(local.name, node);
      await local.kubectl(['wait', '--for=condition=Ready', `node/${node}`, '--timeout=120s']);
    }
    // The objects of the lost node are deleted when it is back. The cluster has moved its own pods meanwhile, so leftovers are found by the suite labels.
    const namespaces = ['shakedown', 'shakedown-workloads', 'sonobuoy'].map((name) => `namespace/${name}`);
    await local.kubectl(['wait', '--for=delete', ...namespaces, '--timeout=120s']);
    expect(await marked(local)).to.deep.equal([]);
  });

  it('the API server is killed and unreachable for 10 s: it passes', async () => {
    const verify = await startUntilRunning();
    await restartApiServer(local.name, { downFor: '10s' });
    expect(await verify.ended, verify.printed()).to.equal(0);
    await nothingLeft();
  });

  it('the driver is interrupted: it is incomplete', async () => {
    const verify = await startUntilRunning();
    verify.child.kill('SIGINT');
    expect((await incomplete(verify)).run.interruption).to.match(/^it was stopped by SIGINT; it had reported/);
    await nothingLeft();
  });

  it('the driver is killed: it continues to its end in the cluster; the next run is refused until then, and removes it afterwards', async () => {
    const killed = await startUntilRunning();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const refused = start();
    expect(await refused.ended, refused.printed()).to.equal(5);
    expect(refused.printed()).to.match(/RUN_UNDER_WAY: .* of .* \(shakedown verify\)/);
    await missedHeartbeat();
    const next = start();
    expect(await next.ended, next.printed()).to.equal(0);
    await nothingLeft();
  });

  function start(args: readonly string[] = []): StartedVerify {
    const verify = startVerify(run, directory, args);
    started.push(verify);
    return verify;
  }

  async function startUntilRunning(args: readonly string[] = []): Promise<StartedVerify> {
    const verify = start(args);
    await verify.untilPrinted(UNDER_WAY);
    return verify;
  }

  /** Runs a script in the plugin's container; `runner` is the process id of the runner. */
  async function inPlugin(body: string): Promise<void> {
    const script = `
      const fs = require('node:fs');
      const runner = fs.readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid) && pid !== String(process.pid)).find((pid) =>
        fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('\\0run\\0'));
      ${body}`;
    const pod = await nameOf(PLUGIN);
    await local.kubectl(['exec', '--namespace=sonobuoy', pod, '-c=plugin', '--', 'node', '-e', script]);
  }

  async function incomplete(verify: StartedVerify): Promise<Results> {
    expect(await verify.ended, verify.printed()).to.equal(4);
    const results = await verify.results();
    expect(verdict(results).word).to.equal('incomplete');
    expect(results.tests.filter(({ status }) => status === 'failed')).to.deep.equal([]);
    return results;
  }

  /** Resolves when the holder of the Lease has missed a heartbeat; the next run waits for the rest of the Lease's duration. */
  async function missedHeartbeat(): Promise<void> {
    const renewTime = () =>
      local.kubectl(['get', 'lease/shakedown', '--namespace=shakedown', '--output=jsonpath={.spec.renewTime}']);
    let seen: string;
    do {
      seen = await renewTime();
      await sleep(16_000);
    } while (seen !== (await renewTime()));
  }

  async function nameOf(selector: string): Promise<string> {
    return await local
      .kubectl(['get', 'pod', '--namespace=sonobuoy', `--selector=${selector}`, '--output=name'])
      .then((name) => name.trim());
  }

  async function nodeOf(selector: string): Promise<string> {
    return await local.kubectl([
      ...['get', 'pod', '--namespace=sonobuoy', `--selector=${selector}`],
      '--output=jsonpath={.items[0].spec.nodeName}',
    ]);
  }

  async function nothingLeft(): Promise<void> {
    await removeSeeds(local);
    expect((await rows()).filter((row) => !rowsBefore.includes(row))).to.deep.equal([]);
  }

  /** The width of columns depends on their content. */
  const rows = async () => (await everything(local)).map((row) => row.replaceAll(/ +/g, ' '));
});
