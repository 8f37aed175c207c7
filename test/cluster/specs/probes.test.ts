import { expect } from 'chai';
import { connect } from '../../../src/cluster/connect.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { until } from '../../../src/conditions/waiting/until.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { makeObjects, type Objects } from '../../../src/objects/objects.ts';
import { namesResolve } from '../../../src/instruments/agents/dns/cluster-dns.ts';
import { makeSharedFleet } from '../../../src/instruments/agents/fleet/shared-fleet.ts';
import type { ProbeFleet, SharedFleet } from '../../../src/instruments/agents/fleet/probe-fleet.ts';
import { localCluster, type LocalCluster } from './local-cluster.ts';
import { marked } from './residue.ts';

const API = { host: '10.96.0.1', port: 443 };
const { signal } = new AbortController();

describe('The probe agents', () => {
  let local: LocalCluster;
  let cluster: Cluster;
  let objects: Objects;
  let shared: SharedFleet;
  let fleet: ProbeFleet;
  before(async () => {
    local = await localCluster();
    cluster = await connect({ kubeconfig: local.kubeconfig });
    const config = configSchema.parse({ image: local.image });
    objects = makeObjects({ cluster, config, runId: 'test-probes' });
    shared = makeSharedFleet({ cluster, config, objects, signal });
    const [one, other] = await Promise.all([shared.fleet(signal), shared.fleet(signal)]);
    expect(other).to.equal(one);
    fleet = one;
  });
  after(async () => {
    await objects.removeAll(AbortSignal.timeout(60_000));
    await cluster.close();
    expect(await marked(local, 'test-probes')).to.deep.equal([]);
  });

  it('run on every real node', () => {
    expect(fleet.agents.map(({ node }) => node).toSorted()).to.deep.equal(['node-1', 'node-2']);
    expect(fleet.missing).to.deep.equal([]);
  });

  it('reach Services, and distinguish an open port from a closed one', async () => {
    for (const agent of fleet.agents) {
      const [api, closed] = await agent.tcp([API, { host: hostIp(agent.pod), port: 9 }], { signal });
      expect(api).to.include({ ...API, ok: true });
      expect(closed).to.include({ ok: false, error: 'ECONNREFUSED' });
    }
  });

  it('connect as often as they are asked to, and count what fails', async () => {
    const [agent] = fleet.agents;
    const closed = { host: hostIp(agent!.pod), port: 9 };
    const answers = await agent!.tcp(
      [
        { ...API, times: 7 },
        { ...closed, times: 4 },
      ],
      { signal },
    );
    expect(answers.map(({ tried, failed }) => [tried, failed])).to.deep.equal([
      [7, 0],
      [4, 4],
    ]);
  });

  it('resolve full names only, with the cluster DNS', async () => {
    for (const agent of fleet.agents) {
      expect(agent.nameservers).to.deep.equal(['10.96.0.10']);
      expect(agent.clusterDomain).to.equal('cluster.local');
      const ask = (name: string) => ({ name, type: 'A' as const });
      const [api, short] = await agent.dns([ask('kubernetes.default.svc.cluster.local.'), ask('kubernetes.default.')], {
        signal,
      });
      expect(api?.records).to.deep.equal(['10.96.0.1']);
      expect(short?.records).to.deep.equal([]);
    }
  });

  it('have a headless Service, whose name resolves to their addresses on every node', async () => {
    const headless = await shared.headlessService(signal);
    const addresses = fleet.agents.map(({ pod }) => pod.status?.podIP ?? '').toSorted(byText);
    for (const agent of fleet.agents) {
      const { seen } = await until(cluster, namesResolve(agent, { items: [] }, headless), { withinMs: 60_000, signal });
      const answers = seen.answers.map(({ answer }) => [answer.name, answer.records.toSorted(byText)]);
      expect(answers).to.deep.equal([
        ['kubernetes.default.svc.cluster.local.', ['10.96.0.1']],
        [`${headless?.name}.shakedown.svc.cluster.local.`, addresses],
      ]);
    }
  });

  it('refuse a caller without the token of the run, which is not in their pod', async () => {
    const [agent] = fleet.agents;
    const { namespace = '', name = '' } = agent!.pod.metadata ?? {};
    const body = { token: 'guessed', targets: [API], timeoutMs: 1_000 };
    const { status } = await cluster.podProxy({ namespace, name }, 8080, '/tcp', { method: 'POST', body });
    expect(status).to.equal(403);
    const [{ value = '' } = {}] = agent!.pod.spec?.containers[0]?.env ?? [];
    const guess = { ...body, token: value };
    const again = await cluster.podProxy({ namespace, name }, 8080, '/tcp', { method: 'POST', body: guess });
    expect(again.status).to.equal(403);
  });

  it('answer again after their pod was deleted', async () => {
    const [agent] = fleet.agents;
    const { namespace = '', name = '' } = agent!.pod.metadata ?? {};
    await local.kubectl(['--namespace', namespace, 'delete', 'pod', name, '--wait=false']);
    const [answer] = await agent!.tcp([API], { signal });
    expect(answer).to.include({ ok: true });
  });
});

const byText = (a: string, b: string) => (a < b ? -1 : 1);

function hostIp({ status }: { status?: { hostIP?: string } }): string {
  return status?.hostIP ?? '';
}
