import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { click } from './click.ts';
import { loadCluster, loadtest, type LoadCluster } from './load-cluster.ts';
import { shopIn, type Shop } from './shop.ts';

const SCRIPT = `
import os
from locust import FastHttpUser, task

class Buyer(FastHttpUser):
    @task
    def buy(self):
        self.client.get("/" + os.environ["GREETING"])
`;

describe('App teams without kubectl', () => {
  let cluster: LoadCluster;
  let shop: Shop;
  let scripts: string;
  const namespace = 'load-self-service';
  before(async () => {
    cluster = await loadCluster();
    shop = await shopIn(cluster, namespace);
    scripts = await mkdtemp(join(tmpdir(), 'shakedown-scripts-'));
    await Promise.all([
      shop.open('shop', ['--error-rate=0.05']),
      loadtest(cluster, ['install', '--namespace', namespace]),
    ]);
  });
  after(async () => {
    await shop.close();
    await rm(scripts, { recursive: true, force: true });
  });

  const properties = async (data: Record<string, string>) =>
    cluster.kubectl([
      '-n',
      namespace,
      'patch',
      'configmap',
      'locust-properties',
      '--type=merge',
      '-p',
      JSON.stringify({ data }),
    ]);
  const trigger = (cronJob: string, name: string) => click(cluster, namespace, cronJob, name);

  it('update scripts from a directory, after Python has compiled them', async () => {
    await writeFile(join(scripts, 'buy.py'), 'def broken(:\n');
    const refused = await loadtest(cluster, ['update-scripts', scripts, '--namespace', namespace]);
    expect(refused.stderr).to.include('LOAD_SCRIPTS_DO_NOT_COMPILE').and.to.include('buy.py, line 1: invalid syntax');
    expect(refused.exit).to.equal(2);

    await writeFile(join(scripts, 'buy.py'), SCRIPT);
    const shown = await loadtest(cluster, ['update-scripts', scripts, '--dry-run', '--namespace', namespace]);
    expect(shown.stdout).to.include('added    buy.py').and.to.include('removed  example.py');
    const done = await loadtest(cluster, ['update-scripts', scripts, '--namespace', namespace]);
    expect([done.exit, done.stdout]).to.satisfy(
      ([exit, out]: [number, string]) => exit === 0 && out.includes('updated configmap'),
    );
    const map = await cluster.kubectl([
      '-n',
      namespace,
      'get',
      'configmap',
      'locust-scripts',
      '-o',
      'jsonpath={.data}',
    ]);
    expect(Object.keys(JSON.parse(map) as object)).to.deep.equal(['buy.py']);
  });

  it('run a test with one click, with the current properties, script and Secret; a failed test fails the Job and leaves its report', async () => {
    const secret = { stringData: { GREETING: 'hello' } };
    await cluster.kubectl([
      '-n',
      namespace,
      'patch',
      'secret',
      'locust-secrets',
      '--type=merge',
      '-p',
      JSON.stringify(secret),
    ]);
    await properties({
      TARGET_HOST: 'shop',
      LOCUST_SCRIPT: 'buy.py',
      WORKER_NUM: '2',
      USERS: '6',
      RATE: '30',
      RUN_TIME: '12s',
      THRESHOLDS: 'failures < 1%',
    });
    const red = await trigger('loadtest-run', 'red');
    expect(red.log).to.include('loadtest/buy/all/failures');
    expect(red.condition).to.equal('Failed');

    const reports = await cluster.kubectl([
      '-n',
      namespace,
      'get',
      'configmap',
      '-l',
      'shakedown/load-report',
      '-o',
      'json',
    ]);
    const { items } = JSON.parse(reports) as {
      items: { data: Record<string, string>; binaryData: Record<string, string> }[];
    };
    expect(items).to.have.length(1);
    expect(items[0]?.data['requests.csv']).to.include('GET,/hello');
    expect(items[0]?.data['junit.xml']).to.include('LOAD_THRESHOLD_MISSED');
    expect(items[0]?.binaryData).to.have.any.keys('report.html.gz');
  });

  it('see the error in a property in the log of the Job', async () => {
    await properties({ USERS: 'a few' });
    const wrong = await trigger('loadtest-run', 'wrong');
    expect(wrong.condition).to.equal('Failed');
    expect(wrong.log).to.include("USERS is 'a few': write a whole number from 1 on");
  });

  it('set up and remove a platform with one click', async () => {
    await properties({ USERS: '6' });
    expect((await trigger('loadtest-setup', 'up')).condition).to.equal('Complete');
    const names = await cluster.kubectl(['-n', namespace, 'get', 'deployments', '-o', 'name']);
    expect(names).to.include('deployment.apps/locust-master').and.to.include('deployment.apps/locust-worker');
    expect((await trigger('loadtest-cleanup', 'down')).condition).to.equal('Complete');
    const left = await cluster.kubectl(['-n', namespace, 'get', 'all,configmap', '-l', 'shakedown/load', '-o', 'name']);
    expect(left.trim()).to.equal('');
  });
});
