import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { click } from './click.ts';
import { loadCluster, loadtest, startLoadtest, type LoadCluster } from './load-cluster.ts';
import { shopIn, type Shop } from './shop.ts';
import { MESH_LABEL, sidecarPolicy } from './sidecar-policy.ts';

const STUBBORN = `
from locust import FastHttpUser, task

class Stubborn(FastHttpUser):
    @task
    def work(self):
        self.client.get("/")
        while self.environment.runner.user_count >= 2:
            pass
`;

describe('The load test platform', () => {
  let cluster: LoadCluster;
  let scripts: string;
  before(async () => {
    cluster = await loadCluster();
    scripts = await mkdtemp(join(tmpdir(), 'shakedown-scripts-'));
    await writeFile(join(scripts, 'stubborn.py'), STUBBORN);
  });
  after(() => rm(scripts, { recursive: true, force: true }));

  describe('where each pod gets a sidecar', () => {
    const namespace = 'load-mesh';
    let shop: Shop;
    let policies: string[];
    before(async () => {
      const policy = sidecarPolicy(cluster.image);
      policies = (policy as { kind: string; metadata: { name: string } }[]).map(
        ({ kind, metadata }) => `${kind}/${metadata.name}`,
      );
      await cluster.apply(policy);
      shop = await shopIn(cluster, namespace);
      await cluster.kubectl(['label', 'namespace', namespace, `${MESH_LABEL}=yes`]);
      await untilInForce();
      await shop.open('shop');
    });
    after(async () => {
      await cluster.kubectl(['delete', '--ignore-not-found', ...policies]);
      await shop.close();
    });

    /** The API server applies a new policy with a short delay. */
    const untilInForce = async () => {
      const probe = ['-n', namespace, 'run', 'probe', `--image=${cluster.image}`, '--dry-run=server'];
      for (let tries = 0; tries < 50; tries++) {
        const names = await cluster.kubectl([...probe, '--output=jsonpath={.spec.containers[*].name}']);
        if (names === 'proxy probe') return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error('the policy for sidecars is not in force');
    };
    const run = (...more: string[]) => [
      ...['run', '--namespace', namespace, '--target', 'shop', '--workers', '2', '--users', '4'],
      ...['--run-time', '8s', '--threshold', 'failures < 1%', ...more],
    ];

    it('generates load as usual', async () => {
      const started = startLoadtest(cluster, run('--rate', '20'));
      await started.untilPrinted('load running');
      const containers = '--output=jsonpath={range .items[*]}{.spec.containers[*].name}{"\\n"}{end}';
      const pods = await cluster.kubectl(['-n', namespace, 'get', 'pods', '-l', 'shakedown/load', containers]);
      expect(pods.trim().split('\n')).to.deep.equal(Array.from({ length: 3 }, () => 'proxy locust'));
      const { ids, exit } = await started.ended;
      expect([ids('passed'), exit]).to.deep.equal([['all/failures', 'all/rate', 'load'], 0]);
    });

    it('reports where a script blocks a worker, from the log of Locust and not of the sidecar', async () => {
      const { why } = await loadtest(cluster, run('--scripts', scripts, '--script', 'stubborn.py'));
      expect(why('load')).to.match(/no heartbeat for 3 s; event loop blocked for .* in stubborn\.py:\d+ work\(\)/);
    });

    it('compiles scripts, and runs a test with one click', async () => {
      await loadtest(cluster, ['install', '--namespace', namespace]);
      await writeFile(join(scripts, 'broken.py'), 'def broken(:\n');
      const update = ['update-scripts', scripts, '--namespace', namespace];
      expect((await loadtest(cluster, update)).stderr).to.include('broken.py, line 1: invalid syntax');
      await rm(join(scripts, 'broken.py'));
      const updated = await loadtest(cluster, update);
      expect(updated.exit, updated.stderr).to.equal(0);

      const data = { TARGET_HOST: 'shop', LOCUST_SCRIPT: '', WORKER_NUM: '1', USERS: '2', RATE: '10', RUN_TIME: '6s' };
      const properties = ['configmap', 'locust-properties', '--type=merge', `--patch=${JSON.stringify({ data })}`];
      await cluster.kubectl(['-n', namespace, 'patch', ...properties]);
      const { condition, log } = await click(cluster, namespace, 'loadtest-run', 'click');
      expect(condition, log).to.equal('Complete');
    });
  });

  describe('with its own address', () => {
    const namespace = 'load-balanced';
    let shop: Shop;
    before(async () => {
      shop = await shopIn(cluster, namespace);
      await shop.open('shop');
    });
    after(() => shop.close());

    it('serves its dashboard there to who has the login, and its workers are connected before it has the address', async () => {
      const address = '192.0.2.10';
      const setup = ['setup', '--namespace', namespace, '--target', 'shop', '--workers', '1', '--load-balancer'];
      expect((await loadtest(cluster, setup)).stderr).to.include('LOAD_LOGIN_MISSING: no login for --load-balancer');
      const login = ['--from-literal=username=ann', '--from-literal=password=long enough'];
      await cluster.kubectl(['-n', namespace, 'create', 'secret', 'generic', 'dashboard', ...login]);
      const { exit, stdout, stderr } = await loadtest(cluster, [...setup, '--login', 'dashboard']);
      expect(exit, stderr).to.equal(0);
      const where = `port 8089 of the address that this shows: kubectl -n ${namespace} get service locust-dashboard`;
      expect(stdout).to.include(where);

      // As a cloud's controller does.
      const status = { status: { loadBalancer: { ingress: [{ ip: address }] } } };
      const service = ['-n', namespace, 'patch', 'service', 'locust-dashboard', '--subresource=status', '--type=merge'];
      await cluster.kubectl([...service, `--patch=${JSON.stringify(status)}`]);
      const ask = `
import base64, time, urllib.request, urllib.error
def ask(text):
    headers = {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}
    request = urllib.request.Request("http://${address}:8089/shakedown/status", headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=20).read().decode()
    except urllib.error.HTTPError as refused:
        return str(refused.code)
for left in range(20, -1, -1):
    try:
        print(ask("ann:wrong one"), ask("ann:long enough"))
        break
    except OSError:
        if not left:
            raise
        time.sleep(1)`;
      // The nodes learn the address after the API server.
      const answer = await cluster.kubectl([
        ...['-n', namespace, 'exec', 'deployment/locust-worker', '--', 'python3', '-c', ask],
      ]);
      expect(answer).to.match(/^401 /);
      expect(JSON.parse(answer.slice(4))).to.include({ expected: 1, connected: 1, host: 'http://shop' });
      expect((await loadtest(cluster, ['cleanup', '--namespace', namespace])).exit).to.equal(0);
    });
  });
});
