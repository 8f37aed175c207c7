import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { apiOf } from '../../../testbed/cluster/api.ts';
import { controlOf } from '../../../testbed/machine/control.ts';
import { layoutOf, STATE_ROOT } from '../../../testbed/machine/layout.ts';
import { clustersUnder } from '../../../testbed/machine/machine-record.ts';
import { endSupervisor } from '../../../testbed/machine/machine.ts';
import { end, processesOf } from '../../../testbed/machine/processes.ts';
import { status } from '../../../testbed/status.ts';
import { down, restartApiServer, up } from '../../../testbed/testbed.ts';
import { cgroupsOf, machineState, processesOfCluster, stillRunning, type MachineState } from './machine-state.ts';

const MAIN = new URL('../../../testbed/main.ts', import.meta.url).pathname;
const [A, B] = ['test-a', 'test-b'];

/** Starts `up` on the command line, and kills it as soon as it reports that it works on this step. */
async function upKilledAt(name: string, step: string): Promise<void> {
  const child = spawn(process.execPath, [MAIN, 'up', '--name', name], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(child, 'exit');
  for await (const line of createInterface(child.stderr)) {
    const running = /^\[ *\d+ %\] bringing up (.*) \(/.exec(line)?.[1]?.split(', ') ?? [];
    if (running.includes(step)) break;
  }
  child.kill('SIGKILL');
  await exit;
}

/** Name → process id of all daemons, to see which ones were started again. */
async function daemons(name: string): Promise<Record<string, number | undefined>> {
  const states = await controlOf(layoutOf(name).controlSocket).list();
  return Object.fromEntries(states.map((state) => [state.name, state.pid]));
}

/** Name → creation of all pods. */
async function pods(name: string): Promise<Record<string, string>> {
  const { body } = await apiOf(layoutOf(name)).get('/api/v1/pods');
  const { items } = body as { items: { metadata: { name: string; creationTimestamp: string } }[] };
  return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.creationTimestamp]));
}

/** The components that are not ready, with the reason. */
async function problems(name: string): Promise<string[]> {
  const { detail, components } = await status(name);
  const unready = components.filter(({ state }) => state !== 'ready');
  return [...(detail === undefined ? [] : [detail]), ...unready.map((each) => `${each.component}: ${each.detail}`)];
}

async function othersThan(...names: string[]): Promise<string[]> {
  return (await clustersUnder(STATE_ROOT)).filter((name) => !names.includes(name));
}

describe('The testbed', function () {
  this.timeout(180_000);
  let untouched: MachineState;
  let others: string[];

  before(async () => {
    await Promise.all([A, B].map((name) => down(name)));
    untouched = machineState();
    others = await othersThan(A, B);
  });

  after(async () => {
    await Promise.all([A, B].map((name) => down(name)));
  });

  /** Asserts that nothing of the cluster with these processes exists any more, and that the machine is as before. */
  async function expectNothingLeft(name: string, processes: readonly string[]): Promise<void> {
    expect(stillRunning(processes), 'processes').to.deep.equal([]);
    expect(await cgroupsOf(name), 'cgroups').to.deep.equal([]);
    expect(existsSync(layoutOf(name).directory), 'files').to.equal(false);
    // Another cluster that was brought up or taken down meanwhile may change settings.
    if ((await othersThan(A, B)).join() === others.join() && !existsSync(layoutOf(B).directory)) {
      expect(machineState()).to.deep.equal(untouched);
    }
  }

  it('continues after a kill at any step, with the existing processes and pods', async () => {
    let alive: Record<string, number | undefined> = {};
    for (const step of ['pki', 'containerd', 'kube-apiserver', 'kubelet', 'metrics-server']) {
      await upKilledAt(A, step);
      const now = await daemons(A);
      expect(now, `after the kill at ${step}`).to.include(alive);
      alive = now;
    }
    const created = await pods(A);
    expect(Object.keys(created)).to.have.length.above(1);
    await up({ name: A, waitForMetrics: false });
    expect(await daemons(A)).to.include(alive);
    expect(await pods(A)).to.include(created);
  });

  it('serves metrics, and another up changes nothing', async () => {
    const first = await up({ name: A });
    const [processes, kubeconfig] = [await daemons(A), readFileSync(first.kubeconfig, 'utf8')];
    expect(await up({ name: A })).to.deep.equal(first);
    expect(await daemons(A)).to.deep.equal(processes);
    expect(readFileSync(first.kubeconfig, 'utf8')).to.equal(kubeconfig);
    expect(await problems(A)).to.deep.equal([]);
  });

  it('gets a new forwarder on the same port when the forwarder has ended', async () => {
    const { server } = await status(A);
    await end(processesOf('forwarder.ts', layoutOf(A).directory));
    expect(await problems(A)).to.deep.equal([
      'forwarder: the host has no connection to the API server: up starts the forwarder again',
    ]);
    await up({ name: A });
    expect(await problems(A)).to.deep.equal([]);
    expect((await status(A)).server).to.equal(server);
  });

  it('restarts the API server alone', async () => {
    const { 'kube-apiserver': old, ...rest } = await daemons(A);
    await restartApiServer(A);
    const { 'kube-apiserver': fresh, ...same } = await daemons(A);
    expect(fresh).not.to.equal(old);
    expect(same).to.deep.equal(rest);
  });

  it('is not changed by a second one, which leaves nothing when it is taken down', async () => {
    const mine = await daemons(A);
    await up({ name: B, waitForMetrics: false });
    const processes = processesOfCluster(B);
    expect(processes.length).to.be.above(10);
    expect((await status(B)).server).not.to.equal((await status(A)).server);
    expect(await down(B)).to.equal(true);
    await expectNothingLeft(B, processes);
    expect(await daemons(A)).to.deep.equal(mine);
    expect(await problems(A)).to.deep.equal([]);
  });

  it('ends completely when its one process is killed, and up starts it again', async () => {
    const processes = processesOfCluster(A);
    await endSupervisor(layoutOf(A));
    expect(stillRunning(processes)).to.deep.equal([]);
    expect(await problems(A)).to.deep.equal([
      'its supervisor: it does not run, but an earlier run left files: up and down both remove them',
    ]);
    await up({ name: A, waitForMetrics: false });
    expect(await daemons(A)).to.include.keys('etcd', 'kubelet@node-2');
  });

  it('leaves nothing when it is taken down', async () => {
    const processes = processesOfCluster(A);
    expect(await down(A)).to.equal(true);
    await expectNothingLeft(A, processes);
    expect(await down(A)).to.equal(false);
  });

  it('leaves nothing when it is taken down before it is complete', async () => {
    await upKilledAt(A, 'kubelet');
    const processes = processesOfCluster(A);
    expect(processes.length).to.be.above(3);
    expect(await down(A)).to.equal(true);
    await expectNothingLeft(A, processes);
  });
});
