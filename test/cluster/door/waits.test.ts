import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from '../../../src/cluster/cluster-error.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { connect } from '../../../src/cluster/connect.ts';
import type { Kind } from '../../../src/cluster/kind.ts';
import { kinds } from '../../../src/cluster/kinds.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { outsideOfChecks } from '../../../src/instruments/contract/check-scope.ts';
import { makeObjects } from '../../../src/objects/objects.ts';
import { clusterFor } from '../../../src/run/check/cluster-for.ts';
import { deployment } from '../../../src/conditions/workloads/deployment.ts';
import type { ClusterTool } from '../../../src/conditions/waiting/cluster-tool.ts';
import type { Waited } from '../../../src/conditions/waiting/waited.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { BreakingProxy, type Rule } from './breaking-proxy.ts';
import { testbedKubeconfig } from './testbed-kubeconfig.ts';

const NAMESPACE = 'door-test';

/** What a scenario works with: a door that leads through a proxy of its own, and one that leads straight to the cluster. */
interface Scene {
  proxy: BreakingProxy;
  door: Cluster;
  tool: ClusterTool;
  straight: Cluster;
  image: string;
}

/** Each second request of the same kind is broken, the first among them. */
function everyOther(how: Exclude<ReturnType<Rule>, undefined>): Rule {
  const counts = new Map<string, number>();
  return ({ method, path, watch }) => {
    const key = `${method} ${path} ${watch}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count % 2 === 1 ? how : undefined;
  };
}

/** The life of a Deployment: made, grown, shrunk. Each step is waited for, and must be true in the cluster when the wait says so. */
async function rollOut({ door, tool, straight, image }: Scene, name: string): Promise<Waited<unknown>[]> {
  const steps: Waited<unknown>[] = [];
  for (const replicas of [2, 3, 1]) {
    await door.apply(kinds.deployments, manifest(name, replicas, image));
    steps.push(await tool.until(deployment({ namespace: NAMESPACE, name }).hasReplicas(replicas), { within: '60s' }));
    const { spec, status } = await straight.get(kinds.deployments, { namespace: NAMESPACE, name });
    expect([spec?.replicas, status?.replicas, status?.availableReplicas]).to.deep.equal([replicas, replicas, replicas]);
  }
  return steps;
}

const SCENARIOS: Record<string, (scene: Scene) => Promise<void>> = {
  'answers 429 with Retry-After': async (scene) => {
    scene.proxy.rule = everyOther({ answer: 429, headers: { 'retry-after': '1' } });
    await rollOut(scene, 'busy');
    expect(scene.door.repeated).to.be.greaterThan(2);
  },
  'answers 500': async (scene) => {
    scene.proxy.rule = everyOther({ answer: 500 });
    await rollOut(scene, 'failing');
    expect(scene.door.repeated).to.be.greaterThan(2);
  },
  'answers 503': async (scene) => {
    scene.proxy.rule = everyOther({ answer: 503 });
    await rollOut(scene, 'unavailable');
    expect(scene.door.repeated).to.be.greaterThan(2);
  },
  'cuts connections': async (scene) => {
    const cut = everyOther('cut');
    scene.proxy.rule = (request) => cut(request) ?? (request.watch ? { cutAfterMs: 300 } : undefined);
    await rollOut(scene, 'cut');
    expect(scene.door.requests['WATCH']).to.be.greaterThan(4);
  },
  'leaves requests hanging': async (scene) => {
    scene.proxy.rule = everyOther('hang');
    await rollOut(scene, 'hanging');
    expect(scene.door.repeated).to.be.greaterThan(2);
  },
  'needs 500 ms longer for everything': async (scene) => {
    scene.proxy.rule = () => ({ delayMs: 500 });
    await rollOut(scene, 'slow');
    expect(scene.door.repeated).to.equal(0);
  },
  'lets every watch go silent': async (scene) => {
    scene.proxy.rule = ({ watch }) => (watch ? 'silence' : undefined);
    const { door, tool, image } = scene;
    await door.apply(kinds.deployments, manifest('silent', 2, image));
    const { seconds } = await tool.until(deployment({ namespace: NAMESPACE, name: 'silent' }).hasReplicas(2), {
      within: '60s',
    });
    // The LIST every 30 s is the truth, and waits do not wait longer than that for it.
    expect(seconds).to.be.below(32);
  },
  'is down for 10 s': async (scene) => {
    const { proxy, straight, tool, image } = scene;
    const web = { namespace: NAMESPACE, name: 'outage' };
    await straight.apply(kinds.deployments, manifest('outage', 2, image));
    await tool.until(deployment(web).hasReplicas(2), { within: '60s' });
    await straight.apply(kinds.deployments, manifest('outage', 3, image));
    await proxy.down();
    const waiting = tool.until(deployment(web).hasReplicas(3), { within: '60s' });
    await systemClock.sleep(10_000);
    await proxy.up();
    const { seconds } = await waiting;
    expect(seconds).to.be.within(9, 20);
  },
  'fails half of its requests, and yet ends the wait that is hopeless': async (scene) => {
    scene.proxy.rule = everyOther({ answer: 500 });
    const { door, tool } = scene;
    await door.apply(kinds.deployments, manifest('wrong', 1, 'localhost/no-such-image:v0'));
    const error = await caught(
      tool.until(deployment({ namespace: NAMESPACE, name: 'wrong' }).hasReplicas(1), { within: '60s' }),
    );
    expect(error.message).to.match(
      /^WAIT_HOPELESS: image "localhost\/no-such-image:v0" cannot be pulled \([^]*\n {2}expected: deployment door-test\/wrong has 1 replica\n/,
    );
  },
};

describe('A wait survives an API server that', () => {
  const running = new Map<string, Promise<void>>();
  let folder = '';
  let straight: Cluster;

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    straight = await connect({ kubeconfig: await testbedKubeconfig() });
    await straight.apply(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    const image = await pauseImage(straight);
    // They take their time, each by itself: all at once they take as long as the longest.
    for (const [name, play] of Object.entries(SCENARIOS)) {
      const run = onStage(name, play, { straight, image, folder });
      run.catch(() => {}); // its own test awaits it
      running.set(name, run);
    }
  });

  after(async function () {
    this.timeout(60_000);
    await Promise.allSettled(running.values());
    await straight.delete(kinds.namespaces, { name: NAMESPACE });
    await straight.close();
    rmSync(folder, { recursive: true });
  });

  for (const name of Object.keys(SCENARIOS))
    it(name, async function () {
      this.timeout(120_000);
      await running.get(name);
    });
});

describe('A wait ends with the cause', () => {
  let folder = '';
  let straight: Cluster;
  let proxy: BreakingProxy;
  const widgets: Kind = { group: 'example.com', version: 'v1', resource: 'widgets', kind: 'Widget', namespaced: true };
  const roles: Kind = { ...widgets, group: 'rbac.authorization.k8s.io', resource: 'roles', kind: 'Role' };
  const bindings: Kind = { ...roles, resource: 'rolebindings', kind: 'RoleBinding' };

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    straight = await connect({ kubeconfig: await testbedKubeconfig() });
    proxy = await BreakingProxy.start(await testbedKubeconfig());
  });
  after(async () => {
    await straight.close();
    await proxy[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('when it has no right to look, after the 10 s that new rights may take', async function () {
    this.timeout(30_000);
    const door = await connect({ kubeconfig: kubeconfigFor(folder, 'eve', proxy.url, 'eve') });
    const waiting = toolOf(door).until(deployment({ namespace: 'default', name: 'web' }).hasDesiredReplicas());
    const error = await caught(waiting);
    expect(error).to.be.instanceOf(ClusterError);
    expect(error.message).to.equal(
      'CLUSTER_FORBIDDEN: 403 Forbidden: deployments.apps is forbidden: User "eve" cannot list resource "deployments" in API group "apps" at the cluster scope\n  expected: to list deployments in all namespaces\n  do:       kubectl auth can-i list deployments.apps --all-namespaces',
    );
    await door.close();
  });

  it('but not when the right comes meanwhile', async function () {
    this.timeout(30_000);
    const metadata = { namespace: 'kube-system', name: 'door-test-late' };
    const door = await connect({ kubeconfig: kubeconfigFor(folder, 'late', proxy.url, 'late') });
    const coredns = deployment({ namespace: 'kube-system', name: 'no-such' }).hasReplicas(1);
    const waiting = caught(toolOf(door).until(coredns, { within: '12s' }));
    try {
      await systemClock.sleep(2_000);
      const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] }];
      await straight.apply(roles, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules });
      await straight.apply(bindings, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'late' }],
      });
      expect((await waiting).message).to.match(/^WAIT_TOO_LONG: it does not exist\n/);
    } finally {
      await straight.delete(bindings, metadata);
      await straight.delete(roles, metadata);
      await door.close();
    }
  });

  it('at once when the kind is not served', async () => {
    const began = performance.now();
    const error = await caught(
      toolOf(straight).until({
        title: 'widget door-test/a is there',
        rights: [],
        read: (look) => look.get(widgets, { namespace: NAMESPACE, name: 'a' }),
        judge: (seen) => (seen ? { state: 'ready' } : { state: 'not yet', reason: 'it is not there' }),
      }),
    );
    expect(error).to.include({ code: 'CLUSTER_NO_SUCH_KIND' });
    expect(performance.now() - began).to.be.below(5_000);
  });
});

/** What keeps a request from being answered at all, so that it is given up before the test is. */
const HANGS = /hanging|silent|10 s/;

async function onStage(
  name: string,
  play: (scene: Scene) => Promise<void>,
  { straight, image, folder }: { straight: Cluster; image: string; folder: string },
): Promise<void> {
  await using proxy = await BreakingProxy.start(await testbedKubeconfig());
  const file = kubeconfigFor(folder, name.replaceAll(/\W+/g, '-'), proxy.url);
  // Where nothing hangs, nothing is cut off: a busy machine takes two seconds by itself at times.
  const door = await connect({ kubeconfig: file, ...(HANGS.test(name) && { requestTimeoutMs: 2_000 }) });
  try {
    await play({ proxy, door, tool: toolOf(door), straight, image });
  } finally {
    await door.close();
  }
}

function toolOf(cluster: Cluster): ClusterTool {
  const config = configSchema.parse({ time: { settle: '60s' } });
  const { signal } = new AbortController();
  const objects = makeObjects({ cluster, config, runId: 'test-waits' });
  return clusterFor({ cluster, config, objects, signal }, outsideOfChecks(signal));
}

/** A kubeconfig for the proxy, which logs in as an administrator, and acts in the name of another user when there is one. */
function kubeconfigFor(folder: string, name: string, server: string, as?: string): string {
  const file = join(folder, `${name}.json`);
  const config = {
    clusters: [{ name: 'proxy', cluster: { server } }],
    users: [{ name: 'somebody', user: as === undefined ? {} : { as } }],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'somebody' } }],
    'current-context': 'proxy',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function manifest(name: string, replicas: number, image: string) {
  const labels = { app: name };
  const container = { name: 'pause', image, imagePullPolicy: 'Never' };
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } };
  const metadata = { namespace: NAMESPACE, name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
}

/** An image that every node has, because its pods' sandboxes are made of it. */
async function pauseImage(cluster: Cluster): Promise<string> {
  const nodes = await cluster.list(kinds.nodes);
  const names = nodes[0]?.status?.images?.flatMap((image) => image.names ?? []) ?? [];
  const found = names.find((name) => /\/pause:[^@]+$/.test(name));
  if (found === undefined) throw new Error(`no pause image on the first node, which has ${names.join(', ')}`);
  return found;
}

async function caught(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
