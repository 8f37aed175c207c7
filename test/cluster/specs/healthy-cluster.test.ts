import { expect } from 'chai';
import { localCluster, type LocalCluster } from './local-cluster.ts';
import { everything, marked } from './residue.ts';
import { runShakedown, type EndedRun } from './shakedown.ts';

describe('The suite on a healthy cluster', () => {
  let cluster: LocalCluster;
  let beforehand: string[];
  let run: EndedRun;
  before(async () => {
    cluster = await localCluster();
    beforehand = await everything(cluster);
    // Rolling restarts take most of a run: that by Sonobuoy has them.
    run = await runShakedown(cluster, {}, ['--skip', 'rolling-restart']);
  });

  it('finds nothing wrong, and passes', () => {
    const { exit, results, stdout } = run;
    expect(results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped')).to.deep.equal([]);
    expect(exit).to.equal(0);
    expect(stdout).to.match(/^PASSED: \d+ passed of \d+ selected in .*not selected \(--target workloads\)/m);
  });

  it('has judged every node, workload, Service and the DNS of every node', () => {
    expect(run.ids('passed')).to.include.members([
      'workloads/api-server',
      'workloads/deployment/kube-system/coredns',
      'workloads/dns/node-1',
      'workloads/dns/node-2',
      'workloads/node/node-1',
      'workloads/node/node-2',
      'workloads/service/kube-system/kube-dns',
      'workloads/target-app',
    ]);
  });

  it('has connected to the API server by its Service and by its endpoint, which has no pod', () => {
    const { status, measurements } = run.test('workloads/service/default/kubernetes');
    expect(status).to.equal('passed');
    // One address of each kind, three connections to each, from two nodes.
    expect(measurements).to.deep.include({ id: 'connections', value: 12, unit: 'count' });
  });

  it('has connected to each endpoint and address of a Service several times from each node', () => {
    // Two pods with two TCP ports, three times; the cluster IP on both ports, ten times; from two nodes.
    expect(run.test('workloads/service/kube-system/kube-dns').measurements).to.deep.include({
      id: 'connections',
      value: 64,
      unit: 'count',
    });
  });

  it('has asked the cluster DNS on each node for every Service, and for the headless one of the suite', () => {
    // The cluster may have add-ons.
    const services = beforehand.filter((row) => row.startsWith('Service ')).length;
    expect(services).to.be.at.least(3);
    for (const node of ['node-1', 'node-2'])
      expect(run.test(`workloads/dns/${node}`).measurements).to.deep.include({
        ...{ id: 'names', value: services + 1, unit: 'count' },
      });
  });

  it('has measured the duration of each step of the target app', () => {
    const { measurements } = run.test('workloads/target-app');
    const steps = ['reach-3', 'payload', 'scale-to-6', 'scale-to-1', 'roll', 'service', 'delete'];
    expect(measurements.map(({ id }) => id)).to.deep.equal(steps);
    for (const { value, budget } of measurements) expect(value).to.be.within(0, budget ?? 0);
  });

  it('leaves nothing behind', async () => {
    expect(await marked(cluster)).to.deep.equal([]);
    expect(await everything(cluster)).to.deep.equal(beforehand);
  });
});
