import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { suiteLabels } from '../../../src/objects/suite-labels.ts';
import { shakedown } from './command-line.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';

const HOME = '/namespaces/shakedown-workloads';
const APP = `/apis/apps/v1${HOME}/deployments/target-app`;
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';

describe('Cleaning up after runs', function () {
  this.timeout(30_000);

  let directory: string;
  let api: FakeApiServer;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cleanup-'));
    api = await FakeApiServer.start({
      objects: {
        '/version': { gitVersion: 'v1.36.3' },
        [APP]: {
          metadata: {
            name: 'target-app',
            labels: { [suiteLabels.managedByLabel]: suiteLabels.managedBy, [suiteLabels.runLabel]: 'r1' },
          },
        },
      },
    });
    await writeFile(join(directory, 'kubeconfig'), api.kubeconfig);
  });
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
  const cleanup = (...more: string[]) =>
    shakedown(['cleanup', '--run', 'r1', '--kubeconfig', 'kubeconfig', ...more], { cwd: directory });

  it('removes what the run has created, and reports it', async () => {
    const { exit, stdout } = await cleanup();
    expect({ exit, stdout }).to.deep.equal({
      ...{ exit: 0, stdout: 'removed deployment shakedown-workloads/target-app of run r1\n' },
    });
    expect(api.objects.has(APP)).to.equal(false);
  });

  it('uncordons a node that the run has cordoned, and no other', async () => {
    const cordoned = (name: string, annotations: Record<string, string>) =>
      api.put(`/api/v1/nodes/${name}`, { metadata: { name, annotations }, spec: { unschedulable: true } });
    cordoned('n1', { [suiteLabels.cordoned]: 'r1 2026-01-01T00:00:00.000Z' });
    cordoned('n2', { [suiteLabels.cordoned]: 'r2 2026-01-01T00:00:00.000Z' });
    cordoned('n3', {});
    expect((await cleanup('--dry-run')).stdout).to.match(/^would uncordon node n1 of run r1$/m);
    const { exit, stdout } = await cleanup();
    expect({ exit, stdout }).to.deep.equal({
      ...{
        exit: 0,
        stdout: 'removed deployment shakedown-workloads/target-app of run r1\nuncordoned node n1 of run r1\n',
      },
    });
    const specOf = (name: string) => api.objects.get(`/api/v1/nodes/${name}`)?.['spec'];
    expect(['n1', 'n2', 'n3'].map(specOf)).to.deep.equal([{}, { unschedulable: true }, { unschedulable: true }]);
  });

  it('keeps what has expired while its run is alive, and says so', async () => {
    const labels = api.objects.get(APP)?.metadata.labels ?? {};
    api.put(APP, {
      metadata: { name: 'target-app', labels, annotations: { [suiteLabels.expires]: '2020-01-01T00:00:00.000Z' } },
    });
    const LEASE = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown';
    const renewTime = new Date().toISOString();
    const acquireTime = '2026-11-21T08:14:50.1Z';
    api.put(LEASE, { spec: { holderIdentity: 'r1', leaseDurationSeconds: 30, acquireTime, renewTime } });
    const expired = (...more: string[]) =>
      shakedown(['cleanup', '--kubeconfig', 'kubeconfig', ...more], { cwd: directory });
    const why = 'run r1 of somebody, since 2026-11-21T08:14:50Z, is alive';
    expect(await expired()).to.deep.include({ exit: 0, stdout: `nothing to remove\nkept, because ${why}\n` });
    expect(JSON.parse((await expired('--json')).stdout)).to.deep.include({ objects: [], kept: [why] });
    api.objects.delete(LEASE);
    expect((await expired()).stdout).to.equal('removed deployment shakedown-workloads/target-app of run r1\n');
  });

  it("finds what a user's check has created, also of a kind that the suite does not know", async () => {
    const INGRESS = `/apis/networking.k8s.io/v1${HOME}/ingresses/shop`;
    const { labels } = api.objects.get(APP)?.metadata ?? {};
    api.put(INGRESS, { metadata: { name: 'shop', ...(labels && { labels }) } });
    await mkdir(join(directory, 'specs/shop'), { recursive: true });
    await writeFile(
      join(directory, 'specs/shop/shop.spec.ts'),
      `import { check, owns } from 'shakedown';
const ingresses = { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true };
check('the shop is reached', { id: 'shop/ingress', uses: [{ rights: [owns(ingresses)] }], safety: 'own' }, async () => {});
`,
    );
    expect((await cleanup()).stdout).to.equal('removed deployment shakedown-workloads/target-app of run r1\n');
    expect(api.objects.has(INGRESS)).to.equal(true);
    expect(await cleanup('--specs', 'specs')).to.deep.include({
      ...{ exit: 0, stdout: 'removed ingress shakedown-workloads/shop of run r1\n' },
    });
    expect(api.objects.has(INGRESS)).to.equal(false);
  });

  it('says of which run nothing was found, and names those of which something was', async () => {
    const nothing = 'nothing to remove: no object is of run abc';
    expect(await cleanup('--run', 'abc')).to.deep.include({
      ...{ exit: 0, stdout: `${nothing}; there are objects of run r1\n` },
    });
    expect(api.objects.has(APP)).to.equal(true);
    api.objects.delete(APP);
    expect((await cleanup('--run', 'abc')).stdout).to.equal(`${nothing}, nor of any other run\n`);
  });

  it('says nothing about objects of kinds that it could not search', async () => {
    api.refusals.set(ROLES, 403);
    const nothing = 'nothing to remove: among what was searched, no object is of run abc';
    const unread = 'not searched, because this account may not list them: clusterroles\n';
    expect(await cleanup('--run', 'abc')).to.deep.include({
      ...{ exit: 4, stdout: `${nothing}; there are objects of run r1\n${unread}` },
    });
    api.objects.delete(APP);
    expect(await cleanup('--run', 'abc')).to.deep.include({
      ...{ exit: 4, stdout: `${nothing}, nor of any other run\n${unread}` },
    });
  });

  it('does not depend on scope.exclude, which may name objects of spec files that are not given', async () => {
    await writeFile(join(directory, 'shakedown.config.yaml'), 'scope: { exclude: [shop/pdb/shop/*, nonsense] }\n');
    const { exit, stdout } = await cleanup();
    expect({ exit, stdout }).to.deep.equal({
      ...{ exit: 0, stdout: 'removed deployment shakedown-workloads/target-app of run r1\n' },
    });
  });

  it('reports which configuration file it uses', async () => {
    const without = await cleanup('--dry-run');
    expect(without.stderr).to.not.include('configuration');
    await writeFile(join(directory, 'shakedown.config.yaml'), 'cluster: { name: staging }\n');
    expect((await cleanup('--dry-run')).stderr).to.match(/^configuration from shakedown\.config\.yaml$/m);
  });

  it('is incomplete where the account may not list, and reports that', async () => {
    api.refusals.set(ROLES, 403);
    api.refusals.set('/apis/apps/v1/daemonsets', 403);
    const { exit, stdout } = await cleanup('--dry-run');
    const lines = [
      'would remove deployment shakedown-workloads/target-app of run r1',
      'not searched, because this account may not list them: ' +
        'daemonsets outside of namespaces shakedown, shakedown-workloads; clusterroles',
    ];
    expect({ exit, lines: stdout.trimEnd().split('\n') }).to.deep.equal({ exit: 4, lines });
    expect(api.objects.has(APP)).to.equal(true);
  });
});
