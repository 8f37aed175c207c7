import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { rbacManifests } from '../../../plugin/rbac.ts';
import { shareModules } from '../../../src/authoring/module-hooks.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { rightsOfSuite } from '../../../src/run/plan/catalogue.ts';
import { localCluster, type LocalCluster } from '../specs/local-cluster.ts';
import { clientWith, type ApiAnswer, type ApiCall } from './api-client.ts';
import { attempts, dangerousPods, job, workload, type Places } from './attempts.ts';

const places: Places = {
  sonobuoy: 'escalate-sonobuoy',
  suite: 'escalate-suite',
  workloads: 'escalate-work',
  victim: 'escalate-victim',
};
const config = configSchema.parse({
  namespaces: { suite: places.suite, workloads: places.workloads },
  sonobuoy: { namespace: places.sonobuoy },
});
const SPECS = join(import.meta.dirname, '../../../specs');

describe('Whoever has stolen the token of the plugin’s account', function () {
  this.timeout('2m');

  let cluster: LocalCluster;
  let call: (call: ApiCall) => Promise<ApiAnswer>;

  before(async function () {
    this.timeout('10m');
    cluster = await localCluster();
    const undo = shareModules();
    const rights = await rightsOfSuite([SPECS], config);
    undo();
    const { victim } = places;
    await cluster.apply([
      ...rbacManifests({ config, rights }),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: victim } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret', namespace: victim }, stringData: { a: 'b' } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'owner', namespace: victim } },
    ]);
    const token = await cluster.kubectl(['create', 'token', 'shakedown', '--namespace', places.sonobuoy]);
    call = await clientWith(cluster.kubeconfig, token.trim());
  });
  after(async function () {
    this.timeout('5m');
    await cluster.kubectl(['delete', 'clusterrolebinding,clusterrole', 'shakedown', '--ignore-not-found']);
    await cluster.kubectl([
      'delete',
      'rolebinding,role',
      'shakedown',
      '--namespace=kube-node-lease',
      '--ignore-not-found',
    ]);
    await cluster.kubectl(['delete', 'namespace', ...Object.values(places), '--ignore-not-found', '--wait']);
  });

  it('is that account, and may do what the suite does', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const who = await call({ method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: review });
    expect(who.text).to.contain(`system:serviceaccount:${places.sonobuoy}:shakedown`);
    expect((await call({ path: '/api/v1/pods?limit=1' })).status).to.equal(200);
  });

  it('gets nothing else from the API server', async () => {
    const tried = attempts(places);
    const allowed: string[] = [];
    for (const [what, attempt] of Object.entries(tried)) {
      const { status, text } = await call(attempt);
      if (status !== 403) allowed.push(`${what}: ${status} ${text.slice(0, 300)}`);
    }
    expect(allowed).to.deep.equal([]);
    expect(Object.keys(tried)).to.have.length.above(250);
  });

  for (const [kind, resource, place] of [
    ['DaemonSet', 'daemonsets', 'suite'],
    ['Deployment', 'deployments', 'workloads'],
  ] as const)
    it(`gets no dangerous pod by a ${kind}, which it may create`, async () => {
      const namespace = places[place];
      const path = `/apis/apps/v1/namespaces/${namespace}/${resource}`;
      const names: string[] = [];
      for (const [index, [how, pod]] of Object.entries(dangerousPods).entries()) {
        const name = `escape-${index}`;
        const { status, text } = await call({ method: 'POST', path, body: workload(kind, name, pod) });
        expect(status, `${how}: ${text}`).to.equal(201);
        names.push(name);
      }
      // One that is harmless at first.
      const pod = { containers: [{ name: 'c', image: 'localhost/none' }], hostPID: true };
      const changed = await call({
        method: 'PATCH',
        path: `${path}/escape-0`,
        body: { spec: { template: { spec: pod } } },
      });
      expect(changed.status, changed.text).to.equal(200);
      await refused(namespace, names);
      const pods = await cluster.kubectl(['get', 'pods', '--namespace', namespace, '--output=name']);
      expect(pods).to.equal('');
    });

  it('gets no dangerous pod by a Job, which it may create', async () => {
    const path = `/apis/batch/v1/namespaces/${places.workloads}/jobs`;
    const names: string[] = [];
    for (const [index, [how, pod]] of Object.entries(dangerousPods).entries()) {
      const name = `escape-by-job-${index}`;
      const { status, text } = await call({ method: 'POST', path, body: job(name, pod) });
      expect(status, `${how}: ${text}`).to.equal(201);
      names.push(name);
    }
    await refused(places.workloads, names);
    const selector = '--selector=batch.kubernetes.io/job-name';
    const pods = await cluster.kubectl(['get', 'pods', '--namespace', places.workloads, selector, '--output=name']);
    expect(pods).to.equal('');
  });

  it('gets no Secret of another namespace by a pod of its own', async () => {
    const pod = {
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name: 'c', image: 'localhost/none', imagePullPolicy: 'Never' },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 's', mountPath: '/s' }],
        },
      ],
      volumes: [{ name: 's', secret: { secretName: 'secret' } }],
    };
    const path = `/apis/apps/v1/namespaces/${places.workloads}/deployments`;
    expect((await call({ method: 'POST', path, body: workload('Deployment', 'thief', pod) })).status).to.equal(201);
    await events(places.workloads, (text) => text.includes('secret "secret" not found'));
  });

  /** Resolves when the controllers have failed to create a pod of each of these, because Pod Security forbids it. */
  const refused = async (namespace: string, names: readonly string[]) => {
    const isRefused = (text: string, name: string) =>
      text.split('\n').some((line) => line.includes(name) && line.includes('violates PodSecurity "restricted'));
    await events(namespace, (text) => names.every((name) => isRefused(text, name)));
  };

  /** Resolves when the events of a namespace say something; the test's own timeout is the limit. */
  async function events(namespace: string, say: (text: string) => boolean): Promise<void> {
    const columns = '--output=custom-columns=NAME:.involvedObject.name,MESSAGE:.message';
    while (!say(await cluster.kubectl(['get', 'events', '--namespace', namespace, columns]))) await pause(500);
  }
});
