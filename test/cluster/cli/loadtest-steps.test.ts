import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAccount, parseStatus, type LoadStatus } from '../../../src/instruments/load/figures/account.ts';
import { readResults } from '../../../src/results/read.ts';
import { loadCluster, type LoadCluster } from '../../long/load/load-cluster.ts';
import { shopIn, type Shop } from '../../long/load/shop.ts';
import { everything } from '../specs/residue.ts';
import { pageCommands } from './page-commands.ts';
import { userShell, type UserShell } from './user-shell.ts';

describe('A load test step by step, as in the docs', () => {
  let cluster: LoadCluster;
  let shop: Shop;
  let shell: UserShell;
  let commands: string[];
  let beforehand: string[];
  before(async () => {
    cluster = await loadCluster();
    shop = await shopIn(cluster, 'web');
    await shop.open('shop');
    beforehand = await everything(cluster);
    shell = await userShell({ ...cluster, kubectl: cluster.kubectlPath, config: cluster.config() });
    commands = (await pageCommands('how-to/run-load-tests.md')).find((block) => block[0]?.includes(' setup ')) ?? [];
  });
  after(async () => {
    await shop.close();
    await shell[Symbol.asyncDispose]();
  });

  /** Runs the next command of the page, which has to begin with these words; a busy machine may be slow. */
  const next = async (words: string): Promise<string> => {
    const line = (commands.shift() ?? '').replace('500ms', '30s');
    expect(line).to.match(new RegExp(`^shakedown loadtest ${words}`));
    const { exit, output } = await shell.run(line);
    expect(exit, `${line}\n${output}`).to.equal(0);
    return output;
  };

  /** The platform's status as JSON. */
  const status = async (): Promise<LoadStatus> => {
    const { output } = await shell.run('shakedown loadtest status --json');
    return parseStatus(output.slice(output.indexOf('{')));
  };

  it('sets up master and workers, waits until all are connected, and prints how to see the dashboard', async () => {
    const line = commands[1] ?? '';
    const output = await next('setup');
    expect(output)
      .to.match(/3 workers connected after \d/)
      .and.to.include(`see the dashboard: ${line}`);
  });

  it('shows the dashboard', async () => {
    // Any free port: this machine may use the one in the README.
    const line = (commands.shift() ?? '').replace('8089:8089', ':8089');
    await shell.during(line, async (printed) => {
      const [, address = ''] = /Forwarding from (127\.0\.0\.1:\d+)/.exec(printed) ?? [];
      const page = await fetch(`http://${address}/`);
      expect([page.status, await page.text()]).to.satisfy(
        ([status, html]: [number, string]) => status === 200 && html.includes('<title>Locust</title>'),
      );
    });
  });

  it('takes no orders from other pods', async () => {
    const ask = `
import urllib.request, urllib.error
def ask(path, body=None):
    try:
        return urllib.request.urlopen("http://locust-master:8089" + path, body, timeout=20).status
    except urllib.error.HTTPError as refused:
        return refused.code
print(ask("/swarm", b"user_count=1&spawn_rate=1"), ask("/shakedown/start", b"{}"), ask("/shakedown/account"), ask("/"))`;
    const inPod = ['-n', 'loadtest', 'exec', 'deployment/locust-worker', '--', 'python3', '-c', ask];
    expect((await cluster.kubectl(inPod)).trim()).to.equal('403 403 403 200');
    expect((await status()).run).to.equal(null);
  });

  it('starts the load with the settings of the setup', async () => {
    expect(await next('start')).to.include('load of 50 users at 100 requests/s started for 5m00s');
  });

  it('shows the status of the load', async () => {
    expect(await next('status')).to.match(/3 of 3 workers/);
  });

  it('adds a worker while the load runs', async () => {
    expect(await next('scale')).to.include('4 workers are connected');
    // Users start at the spawn rate, and the running ones are distributed again. This is done when all users run, with some on each worker.
    const isShared = ({ users, workers }: LoadStatus) => users === 50 && workers.every((worker) => worker.users > 0);
    let seen = await status();
    while (!isShared(seen)) seen = await status();
    const { connected, requests } = seen;
    expect(connected).to.equal(4);
    expect(requests).to.be.above(0);
  });

  it('stops the load', async () => {
    expect(await next('stop')).to.include('the load has stopped');
  });

  it('saves the report, with the verdict on the thresholds of the setup', async () => {
    expect(await next('report')).to.match(/^PASSED: 3 passed/m);
    const directory = join(shell.directory, 'last');
    expect(await readdir(directory)).to.include.members([
      ...['exceptions.csv', 'failures.csv', 'junit.xml', 'load.json', 'report.html', 'requests.csv', 'results.json'],
    ]);
    const { tests } = readResults(await readFile(join(directory, 'results.json'), 'utf8'));
    expect(tests.map(({ id, status }) => `${status} ${id}`)).to.deep.equal([
      'passed loadtest/locust/load',
      'passed loadtest/locust/all/p95',
      'passed loadtest/locust/all/rate',
    ]);
    const { total } = parseAccount(await readFile(join(directory, 'load.json'), 'utf8'));
    // The added worker has kept the rate from its first request on.
    expect(Math.max(...Object.values(total.num_reqs_per_sec))).to.be.below(150);
  });

  it('cleans up to the last object', async () => {
    expect(await next('cleanup')).to.match(/^removed 7 objects and their pods in /m);
    expect(commands).to.deep.equal([]);
    expect(await everything(cluster)).to.deep.equal(beforehand);
  });
});
