import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from '../../../src/cluster/cluster-error.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { connect } from '../../../src/cluster/connect.ts';
import type { Kind } from '../../../src/cluster/kinds/kind.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
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

/** What a scenario uses: a door through its own proxy, and a direct door to the cluster. */
interface Setup {
  proxy: BreakingProxy;
  door: Cluster;
  tool: ClusterTool;
  direct: Cluster;
  image: string;
}

/** Breaks every other request of the same kind, beginning with the first. */
function everyOther(how: Exclude<ReturnType<Rule>, undefined>): Rule {
  const counts = new Map<string, number>();
  return ({ method, path, watch }) => {
    const key = `${method} ${path} ${watch}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count % 2 === 1 ? how : undefined;
  };
}

/** Creates a Deployment, scales it up and down. After the wait for each step, the step must be true in the cluster. */
async function rollOut({ door, tool, direct, image }: Setup, name: string): Promise<Waited<unknown>[]> {
  const steps: Waited<unknown>[] = [];
  for (const replicas of [2, 3, 1]) {
    await door.apply(kinds.deployments, manifest(name, replicas, image));
    steps.push(await tool.until(deployment({ namespace: NAMESPACE, name }).hasReplicas(replicas), { within: '60s' }));
    const { spec, status } = await direct.get(kinds.deployments, { namespace: NAMESPACE, name });
    expect([spec?.replicas, status?.replicas, status?.availableReplicas]).to.deep.equal([replicas, replicas, replicas]);
  }
  return steps;
}

const SCENARIOS: Record<string, (setup: Setup) => Promise<void>> = {
  'answers 429 with Retry-After': async (setup) => {
    setup.proxy.rule = everyOther({ answer: 429, headers: { 'retry-after': '1' } });
    await rollOut(setup, 'busy');
    expect(setup.door.repeated).to.be.greaterThan(2);
  },
  'answers 500': async (setup) => {
    setup.proxy.rule = everyOther({ answer: 500 });
    await rollOut(setup, 'failing');
    expect(setup.door.repeated).to.be.greaterThan(2);
  },
  'answers 503': async (setup) => {
    setup.proxy.rule = everyOther({ answer: 503 });
    await rollOut(setup, 'unavailable');
    expect(setup.door.repeated).to.be.greaterThan(2);
  },
  'cuts connections': async (setup) => {
    const cut = everyOther('cut');
    setup.proxy.rule = (request) => cut(request) ?? (request.watch ? { cutAfterMs: 300 } : undefined);
    await rollOut(setup, 'cut');
    expect(setup.door.requests['WATCH']).to.be.greaterThan(4);
  },
  'leaves requests hanging': async (setup) => {
    setup.proxy.rule = everyOther('hang');
    await rollOut(setup, 'hanging');
    expect(setup.door.repeated).to.be.greaterThan(2);
  },
  'needs 500 ms longer for everything': async (setup) => {
    setup.proxy.rule = () => ({ delayMs: 500 });
    await rollOut(setup, 'slow');
    expect(setup.door.repeated).to.equal(0);
  },
  'lets every watch go silent': async (setup) => {
    setup.proxy.rule = ({ watch }) => (watch ? 'silence' : undefined);
    const { door, tool, image } = setup;
    await door.apply(kinds.deployments, manifest('silent', 2, image));
    const { seconds } = await tool.until(deployment({ namespace: NAMESPACE, name: 'silent' }).hasReplicas(2), {
      within: '90s',
    });
    // The LIST every 30 s has seen the replicas: the last look of a wait, at its timeout, has a LIST of its own.
    expect(seconds).to.be.below(90);
  },
  'is down for 10 s': async (setup) => {
    const { proxy, direct, tool, image } = setup;
    const web = { namespace: NAMESPACE, name: 'outage' };
    await direct.apply(kinds.deployments, manifest('outage', 2, image));
    await tool.until(deployment(web).hasReplicas(2), { within: '60s' });
    await direct.apply(kinds.deployments, manifest('outage', 3, image));
    await proxy.down();
    const waiting = tool.until(deployment(web).hasReplicas(3), { within: '60s' });
    await systemClock.sleep(10_000);
    await proxy.up();
    const { seconds } = await waiting;
    // It sees that the cluster is back before the LIST after 30 s.
    expect(seconds).to.be.within(9, 28);
  },
  'fails half of its requests, and still ends a hopeless wait': async (setup) => {
    setup.proxy.rule = everyOther({ answer: 500 });
    const { door, tool } = setup;
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
  let direct: Cluster;

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    direct = await connect({ kubeconfig: await testbedKubeconfig() });
    await direct.apply(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    const image = await pauseImage(direct);
    // All scenarios run in parallel, because each of them takes long.
    for (const [name, play] of Object.entries(SCENARIOS)) {
      const run = runScenario(name, play, { direct, image, folder });
      run.catch(() => {}); // its own test awaits it
      running.set(name, run);
    }
  });

  after(async function () {
    this.timeout(60_000);
    await Promise.allSettled(running.values());
    await direct.delete(kinds.namespaces, { name: NAMESPACE });
    await direct.close();
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
  let direct: Cluster;
  let proxy: BreakingProxy;
  const widgets: Kind = { group: 'example.com', version: 'v1', resource: 'widgets', kind: 'Widget', namespaced: true };
  const roles: Kind = { ...widgets, group: 'rbac.authorization.k8s.io', resource: 'roles', kind: 'Role' };
  const bindings: Kind = { ...roles, resource: 'rolebindings', kind: 'RoleBinding' };

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    direct = await connect({ kubeconfig: await testbedKubeconfig() });
    proxy = await BreakingProxy.start(await testbedKubeconfig());
  });
  after(async () => {
    await direct.close();
    await proxy[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('without the permission to read, after the 10 s that new permissions may take', async function () {
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

  it('but not when the permission is granted meanwhile', async function () {
    this.timeout(30_000);
    const metadata = { namespace: 'kube-system', name: 'door-test-late' };
    const door = await connect({ kubeconfig: kubeconfigFor(folder, 'late', proxy.url, 'late') });
    const coredns = deployment({ namespace: 'kube-system', name: 'no-such' }).hasReplicas(1);
    const waiting = caught(toolOf(door).until(coredns, { within: '12s' }));
    try {
      await systemClock.sleep(2_000);
      const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] }];
      await direct.apply(roles, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules });
      await direct.apply(bindings, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'late' }],
      });
      expect((await waiting).message).to.match(/^WAIT_TOO_LONG: it does not exist\n/);
    } finally {
      await direct.delete(bindings, metadata);
      await direct.delete(roles, metadata);
      await door.close();
    }
  });

  it('at once when the kind is not served', async () => {
    const error = await caught(
      toolOf(direct).until({
        title: 'widget door-test/a exists',
        rights: [],
        read: (look) => look.get(widgets, { namespace: NAMESPACE, name: 'a' }),
        judge: (seen) => (seen ? { state: 'ready' } : { state: 'not yet', reason: 'it does not exist' }),
      }),
    );
    expect(error).to.include({ code: 'CLUSTER_NO_SUCH_KIND' });
  });
});

/** Scenarios with requests that are never answered: these need a request timeout that is shorter than that of the test. */
const HANGS = /hanging|silent|10 s/;

async function runScenario(
  name: string,
  scenario: (setup: Setup) => Promise<void>,
  { direct, image, folder }: { direct: Cluster; image: string; folder: string },
): Promise<void> {
  await using proxy = await BreakingProxy.start(await testbedKubeconfig());
  const file = kubeconfigFor(folder, name.replaceAll(/\W+/g, '-'), proxy.url);
  // Other scenarios have no such timeout: a busy machine sometimes takes more than two seconds for an answer.
  const door = await connect({ kubeconfig: file, ...(HANGS.test(name) && { requestTimeoutMs: 4_000 }) });
  try {
    await scenario({ proxy, door, tool: toolOf(door), direct, image });
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

/** A kubeconfig for the proxy, which authenticates as an administrator and impersonates another user if one is set. */
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

/** An image that every node has, because the sandboxes of its pods use it. */
async function pauseImage(cluster: Cluster): Promise<string> {
  const nodes = await cluster.list(kinds.nodes, {}, { whole: true });
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
