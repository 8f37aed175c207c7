import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadCluster, loadtest, startLoadtest, type LoadCluster, type LoadtestEnded } from './load-cluster.ts';
import { shopIn, type Shop } from './shop.ts';

const SCRIPTS = {
  'never-yields.py': `
from locust import FastHttpUser, task

class Stubborn(FastHttpUser):
    @task
    def work(self):
        self.client.get("/")
        if self.environment.runner.user_count >= 2:
            spin()

def spin():
    while True:
        pass
`,
  'raises.py': 'import there_is_no_such_module\n',
};

describe('A load test distinguishes', () => {
  let cluster: LoadCluster;
  let shop: Shop;
  let scripts: string;
  before(async () => {
    cluster = await loadCluster();
    shop = await shopIn(cluster, 'load-faults');
    scripts = await mkdtemp(join(tmpdir(), 'shakedown-scripts-'));
    for (const [name, content] of Object.entries(SCRIPTS)) await writeFile(join(scripts, name), content);
    await Promise.all([
      shop.open('good'),
      shop.open('failing', ['--error-rate=0.05']),
      shop.open('slow', ['--latency=2s']),
      shop.open('silent', ['--latency=60s']),
    ]);
  });
  after(async () => {
    await shop.close();
    await rm(scripts, { recursive: true, force: true });
  });

  const args = (target: string, ...more: string[]) => [
    ...['run', '--namespace', shop.namespace, '--target', target, '--workers', '2', '--users', '8'],
    ...['--run-time', '12s', '--threshold', 'p95 < 1500ms', 'failures < 1%', ...more],
  ];
  const left = async () => {
    const found = await cluster.kubectl([
      '-n',
      shop.namespace,
      'get',
      'all,configmap',
      '-l',
      'shakedown/load',
      '-o',
      'name',
    ]);
    return found.trim();
  };
  const nothingLeft = async () => expect(await left()).to.equal('');

  describe('good and bad targets:', () => {
    it('a good one', async () => {
      const run = await loadtest(cluster, args('good', '--rate', '40'));
      expect(run.ids('passed')).to.deep.equal(['all/failures', 'all/p95', 'all/rate', 'load']);
      expect(run.exit).to.equal(0);
      // The name of a run whose load gave no account, and of its results directory.
      expect(run.results?.run.id).to.match(/^\d{8}-\d{6}-[0-9a-z]{4}$/);
      expect(Object.keys(run.files)).to.include.members(['report.html', 'requests.csv', 'load.json']);
      expect(run.files['report.html']).to.include('</html>');
      expect(run.junit?.match(/<testcase /g)).to.have.length(4);
      await nothingLeft();
    });

    it('one that answers 500 to 5 % of the requests', async () => {
      const run = await loadtest(cluster, args('failing'));
      expect(run.ids('failed')).to.deep.equal(['all/failures']);
      expect(run.why('all/failures')).to.match(
        /^LOAD_THRESHOLD_MISSED: failures of all requests is (4\.\d+|5(\.0\d+)?) %, asked for < 1 %/,
      );
      expect([run.exit, run.ids('passed')]).to.deep.equal([1, ['all/p95', 'load']]);
    });

    it('one that is slower than its threshold, also when it limits the rate', async () => {
      const run = await loadtest(cluster, args('slow', '--rate', '40'));
      expect(run.ids('failed')).to.deep.equal(['all/p95', 'all/rate']);
      expect(run.why('all/p95')).to.match(/^LOAD_THRESHOLD_MISSED: p95 of all requests is 2\.\d s, asked for < 1\.5 s/);
      expect([run.exit, run.ids('passed')]).to.deep.equal([1, ['all/failures', 'load']]);
    });
  });

  describe('a target that serves no request, with any threshold:', () => {
    it('one without a pod, even if its refusals keep the generators busy', async () => {
      const service = { metadata: { name: 'nobody', namespace: shop.namespace }, spec: { ports: [{ port: 80 }] } };
      await cluster.apply([{ apiVersion: 'v1', kind: 'Service', ...service }]);
      const run = await loadtest(cluster, args('nobody'));
      const why = /succeeded, most often GET \/: ConnectionRefusedError/;
      expect(run.why('load'))
        .to.match(/^LOAD_NOTHING_SUCCEEDED: none of the \d+ requests /)
        .and.to.match(why);
      expect([run.exit, run.ids('failed'), run.ids('passed')]).to.deep.equal([1, ['all/failures'], []]);
      const blind = await loadtest(cluster, args('nobody').toSpliced(-1));
      expect([blind.exit, blind.ids('inconclusive')]).to.deep.equal([3, ['all/p95', 'load']]);
    });

    it('one that accepts each request and answers none', async () => {
      const run = await loadtest(cluster, args('silent'));
      expect(run.why('all/failures')).to.match(
        /^LOAD_THRESHOLD_MISSED: failures of all requests is 100 %, asked for < 1 % \(8 requests\), 8 requests had no answer when the test ended, the oldest after 2\d\.\d s$/,
      );
      expect([run.exit, run.ids('passed')]).to.deep.equal([1, []]);
    });
  });

  describe('a bad generator and a bad target:', () => {
    const inconclusive = (run: LoadtestEnded) => {
      expect(run.ids('failed')).to.deep.equal([]);
      expect(run.ids('inconclusive')).to.include('load');
      expect(run.exit).to.equal(3);
    };

    it('one that a CPU limit throttles', async () => {
      const tight = { requests: { cpu: '50m' }, limits: { cpu: '150m', memory: '512Mi' } };
      const run = await loadtest(cluster, args('good'), cluster.config({ worker: tight }));
      inconclusive(run);
      expect(run.why('load')).to.match(
        /^LOAD_GENERATOR_(CPU|THROTTLED): worker \S+ (used \d+ % of its CPU limit of 0\.15|was held back)/,
      );
    });

    it('one whose script never yields, with the place in the script', async () => {
      const run = await loadtest(cluster, args('good', '--scripts', scripts, '--script', 'never-yields.py'));
      inconclusive(run);
      expect(run.why('load')).to.match(
        /^LOAD_WORKER_LOST: worker \S+ was lost .*no heartbeat for 3 s; event loop blocked for .* in never-yields\.py:\d+ spin\(\)/,
      );
      await nothingLeft();
    });

    it('one that lost a worker during the run', async () => {
      const started = startLoadtest(cluster, args('good', '--rate', '20', '--run-time', '25s'));
      await started.untilPrinted('load running');
      const pods = await cluster.kubectl([
        '-n',
        shop.namespace,
        'get',
        'pods',
        '-l',
        'app.kubernetes.io/component=worker',
        '-o',
        'name',
      ]);
      await cluster.kubectl(['-n', shop.namespace, 'delete', '--wait=false', pods.split('\n')[0] ?? '']);
      const run = await started.ended;
      inconclusive(run);
      expect(run.why('load')).to.match(/^LOAD_WORKER_LOST: worker locust-worker-\S+ was lost/);
    });

    it('one whose figures somebody reset on the dashboard during the run', async () => {
      const started = startLoadtest(cluster, args('good', '--rate', '40', '--run-time', '20s'));
      await started.untilPrinted('load running');
      // As a browser does through port-forward: from the pod itself.
      const reset =
        'import urllib.request as r; print(r.urlopen("http://localhost:8089/stats/reset", b"").read().decode())';
      const inMaster = ['-n', shop.namespace, 'exec', 'deployment/locust-master', '--', 'python3', '-c', reset];
      expect((await cluster.kubectl(inMaster)).trim()).to.equal('ok');
      const run = await started.ended;
      inconclusive(run);
      expect(run.why('load')).to.match(
        /^LOAD_STATS_RESET: the figures were reset (\d+(\.\d)? m?s) into the test of 20\.0 s: earlier figures are lost$/,
      );
      expect(run.why('all/p95')).to.match(/^LOAD_STATS_RESET: the figures cannot be trusted: the figures were reset /);
    });

    it('one that lost its master during the run', async () => {
      const started = startLoadtest(cluster, args('good', '--rate', '20', '--run-time', '60s'));
      await started.untilPrinted('load running');
      await cluster.kubectl([
        '-n',
        shop.namespace,
        'delete',
        'pod',
        '--wait=false',
        '-l',
        'app.kubernetes.io/component=master',
      ]);
      const run = await started.ended;
      expect(run.ids('inconclusive')).to.deep.equal(['load']);
      expect(run.ids('not-run')).to.deep.equal(['all/failures', 'all/p95', 'all/rate']);
      expect(run.why('load')).to.match(/^LOAD_MASTER_ENDED: /);
      await nothingLeft();
    });
  });

  describe('what the user has to fix:', () => {
    it('a script that raises at import', async () => {
      const run = await loadtest(cluster, args('good', '--scripts', scripts, '--script', 'raises.py'));
      expect(run.ids('error')).to.deep.equal(['load']);
      expect(run.why('load')).to.equal(
        "LOAD_SCRIPT_BROKEN: ModuleNotFoundError: No module named 'there_is_no_such_module'; expected: a Locust script that can be loaded",
      );
      expect(run.exit).to.equal(2);
      await nothingLeft();
    });

    it('a Secret that is missing', async () => {
      const run = await loadtest(cluster, args('good', '--secret', 'not-there'));
      expect(run.stderr).to.include('LOAD_SECRET_MISSING: no Secret not-there\n');
      expect([run.exit, run.results]).to.deep.equal([2, undefined]);
      await nothingLeft();
    });
  });

  describe('input that cannot work, before it creates anything:', () => {
    const cases: { name: string; more: string[]; says: string }[] = [
      { name: 'a directory that does not exist', more: ['--scripts', '/nonexistent'], says: 'LOAD_SCRIPTS_UNREADABLE' },
      {
        name: 'values that are not numbers',
        more: ['--users', 'many', '--rate', '-1'],
        says: "--users is 'many': write a whole number",
      },
      { name: 'more workers than are allowed', more: ['--workers', '21'], says: '21 workers, at most 20 are allowed' },
      { name: 'a load that never ends', more: ['--run-time', '9h'], says: '9h00m of load, at most 1h00m are allowed' },
      {
        name: 'a Service that does not exist',
        more: ['--target', 'nowhere'],
        says: 'there is no Service load-faults/nowhere',
      },
      {
        name: 'a host that does not exist',
        more: ['--target', 'http://no.such.host.invalid'],
        says: 'LOAD_TARGET_UNRESOLVED',
      },
      {
        name: 'thresholds that contradict each other',
        more: ['--threshold', 'p95 < 1s', 'p95 < 2s'],
        says: 'LOAD_THRESHOLDS_CONTRADICT',
      },
      { name: 'a script that does not exist', more: ['--script', 'gone.py'], says: 'LOAD_SCRIPT_UNKNOWN' },
    ];
    for (const { name, more, says } of cases)
      it(name, async () => {
        const run = await loadtest(cluster, args('good', ...more));
        expect(run.stderr).to.include(says);
        expect([run.exit, run.results]).to.deep.equal([2, undefined]);
        await nothingLeft();
      });
  });
});
