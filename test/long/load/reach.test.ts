import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { load } from '../../../testbed/testbed.ts';
import { openBank, type Bank } from './bank.ts';
import { loadCluster, loadtest, type LoadCluster } from './load-cluster.ts';
import { officialLocust } from './official-locust.ts';
import { shopIn, type Shop } from './shop.ts';

const NAMESPACE = 'load-reach';

/** A user with the client of the package requests; the default user has Locust's fast client. */
const PLAIN = `
from locust import HttpUser, task

class Plain(HttpUser):
    @task
    def ask(self):
        self.client.get("/account")
`;

describe('A load test reaches', () => {
  let cluster: LoadCluster;
  let bank: Bank;
  let directory: string;
  let scripts: string;
  let shop: Shop;
  before(async () => {
    cluster = await loadCluster();
    directory = await mkdtemp(join(tmpdir(), 'shakedown-reach-'));
    const keys = join(directory, 'keys');
    scripts = join(directory, 'scripts');
    await Promise.all([mkdir(keys), mkdir(scripts)]);
    await writeFile(join(scripts, 'plain.py'), PLAIN);
    shop = await shopIn(cluster, NAMESPACE);
    [bank] = await Promise.all([openBank(cluster, NAMESPACE, keys), shop.open('shop')]);
  });
  after(async () => {
    await shop.close();
    await rm(directory, { recursive: true, force: true });
  });

  const run = (target: string, ...more: string[]) =>
    loadtest(cluster, [
      ...['run', '--namespace', NAMESPACE, '--target', target, '--workers', '1', '--users', '2'],
      ...['--rate', '10', '--run-time', '6s', '--threshold', 'failures < 1%', ...more],
    ]);
  const key = ['--secret', 'api-key'];
  const passed = ['all/failures', 'all/rate', 'load'];

  describe('an HTTPS target', () => {
    it('with the certificate of a configured private authority, and with a header from the Secret', async () => {
      const { ids, exit } = await run('https://bank', '--ca', bank.authority, ...key);
      expect([ids('passed'), exit]).to.deep.equal([passed, 0]);
    });

    it('with the client of the package requests, too', async () => {
      const script = ['--scripts', scripts, '--script', 'plain.py'];
      const { ids, exit } = await run(`https://bank.${NAMESPACE}`, '--ca', bank.authority, ...key, ...script);
      expect([ids('passed'), exit]).to.deep.equal([passed, 0]);
    });

    it('with any certificate, without TLS verification', async () => {
      const { ids, exit } = await run(`https://bank.${NAMESPACE}.svc`, '--tls', 'insecure', ...key);
      expect([ids('passed'), exit]).to.deep.equal([passed, 0]);
    });

    for (const [name, authority] of [
      ['with a certificate of another authority than the configured one', () => ['--ca', bank.stranger]],
      ['with a certificate of a private authority when only public ones are trusted', () => ['--tls', 'verify']],
    ] as const)
      it(`not one ${name}, and reports the reason`, async () => {
        const { ids, why, exit } = await run('https://bank', ...authority(), ...key);
        expect(ids('failed')).to.include('all/failures');
        expect(why('all/failures')).to.match(
          /^LOAD_THRESHOLD_MISSED: failures of all requests is 100 %, asked for < 1 % \(\d+ requests\), most often GET \/: .*CERTIFICATE_VERIFY_FAILED/,
        );
        expect(exit).to.equal(1);
      });

    it('that requires a header only with the header', async () => {
      const { why, exit } = await run('https://bank', '--ca', bank.authority);
      expect(why('all/failures')).to.match(/is 100 %, .* most often GET \/: .*401/);
      expect(exit).to.equal(1);
    });
  });

  describe('its target with Locust’s own image, which contains no guard,', () => {
    let official: string[];
    before(async () => {
      const { ref, archive } = await officialLocust();
      await load(cluster.name, archive);
      official = ['--locust-image', ref];
    });

    it('as with ours', async () => {
      const { ids, exit } = await run('shop', ...official);
      expect([ids('passed'), exit]).to.deep.equal([passed, 0]);
    });

    it('and compiles scripts with it', async () => {
      const { exit, stdout, stderr } = await loadtest(cluster, [
        'update-scripts',
        scripts,
        '--namespace',
        NAMESPACE,
        ...official,
      ]);
      expect(stdout, stderr).to.include(`updated configmap ${NAMESPACE}/locust-scripts`);
      expect(exit).to.equal(0);
    });
  });
});
