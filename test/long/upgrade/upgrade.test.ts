import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import type { Comparison } from '../../../src/results/compare/comparison.ts';
import { readResults } from '../../../src/results/read.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { cacheDirectory } from '../../../testbed/binaries/cache.ts';
import { status } from '../../../testbed/status.ts';
import { down, up } from '../../../testbed/testbed.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { startCommand } from '../started-command.ts';
import { UPGRADE_FROM, UPGRADE_TO } from './losses-by-step.ts';
import { loseScrapeJob, slowDns } from './planted.ts';

const SPECS = join(import.meta.dirname, 'specs');
const UNDER_UPGRADE = 'workloads/under-upgrade';
/** What is compared: DNS, nodes and scrape jobs. Three runs on each side tell a difference. */
const FOCUS = 'workloads/(dns|node|deployment/kube-system)/|observability/(prometheus|scrape-job)';
const RUNS = 3;

describe(`Kubernetes ${UPGRADE_FROM} is upgraded in place to ${UPGRADE_TO}:`, () => {
  const name = (process.env['SHAKEDOWN_TEST_CLUSTER'] ??= 'shakedown-upgrade');
  let local: LocalCluster;
  let directory: string;
  let earlier: string[];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'upgrade-'));
    // All programs of a version are built together; the upgrade itself is to build nothing.
    await buildBinaries(['kubelet'], silentProgress, UPGRADE_TO);
    await down(name);
    await up({ name, kubernetes: UPGRADE_FROM, addons: ['prometheus'] });
    local = await localCluster(['prometheus']);
    const config = { image: local.image, cluster: { name }, prometheus: { window: '1m', emptyJobs: ['pods'] } };
    await writeFile(join(directory, 'shakedown.config.yaml'), stringify(config));
    earlier = await suite();
  });
  after(async () => {
    await down(name);
    await rm(directory, { recursive: true });
  });

  it('no request to an app on all nodes is lost in any step', async () => {
    const [run = ''] = await runs(1, ['--specs', SPECS, '--focus', `^${UNDER_UPGRADE}$`]);
    const { tests } = await resultsOf(run);
    const [test] = tests;
    expect(test?.status, JSON.stringify(test, null, 2)).to.equal('passed');
    const figures = Object.fromEntries((test?.measurements ?? []).map(({ id, value }) => [id, value]));
    expect(figures).to.include({ pods: 4, nodes: 2 });
    for (const step of ['kube-apiserver', 'kubelet-node-1', 'kube-proxy-node-2'])
      expect(figures[`${step}-requests`], step).to.be.greaterThan(0);
    expect((await status(name)).state).to.equal('ready');
  });

  it('the comparison begins with the versions that changed, and nothing is broken', async () => {
    const later = await suite();
    const { printed } = await compared(earlier, later);
    const versions = [
      ['Kubernetes', UPGRADE_FROM, UPGRADE_TO],
      ['kubelets of nodes', `${UPGRADE_FROM} (2)`, `${UPGRADE_TO} (2)`],
    ];
    const rows = printed.split('\n').map((line) => line.trim().split(/ {2,}/));
    const heading = rows.findIndex(([first]) => first === 'changed');
    expect(heading).to.equal(2);
    expect(rows.slice(heading + 1, heading + 3)).to.deep.equal(versions);
    const { tests } = await comparisonOf(earlier, later);
    expect(tests).to.deep.equal([]);
  });

  it('slower DNS and a lost scrape job that come with it are found', async () => {
    await slowDns(local);
    await loseScrapeJob(local, 'node-exporter');
    const { exit, printed } = await compared(earlier, await suite());
    expect(printed).to.match(/^missing +observability\/scrape-job\/node-exporter /m);
    for (const node of ['node-1', 'node-2'])
      expect(printed).to.match(new RegExp(`^workloads/dns/${node} slowest-answer .* slower$`, 'm'));
    expect(printed).to.match(/\nWORSE: 1 missing, \d+ slower/);
    expect(exit).to.equal(1);
  });

  /** The suite several times. @returns the ids of the runs. */
  async function suite(): Promise<string[]> {
    return await runs(RUNS, ['--focus', FOCUS]);
  }

  async function runs(count: number, args: readonly string[]): Promise<string[]> {
    const known = await stored();
    // The spec that upgrades works with the testbed.
    const env = { SHAKEDOWN_TEST_CLUSTER: name, SHAKEDOWN_CACHE: cacheDirectory() };
    const kubeconfig = ['--kubeconfig', local.kubeconfig, '--target', 'workloads,observability'];
    for (let number = 1; number <= count; number += 1) {
      const { ended, printed } = startCommand(['run', ...kubeconfig, ...args], { cwd: directory, env });
      expect(await ended, printed()).to.equal(0);
    }
    return (await stored()).filter((id) => !known.includes(id));
  }

  async function stored(): Promise<string[]> {
    const all = await readdir(directory);
    return all.includes('results') ? (await readdir(join(directory, 'results'))).toSorted() : [];
  }

  async function resultsOf(run: string) {
    return readResults(await readFile(join(directory, 'results', run, 'results.json'), 'utf8'));
  }

  async function compared(was: readonly string[], is: readonly string[], ...more: string[]) {
    const args = ['compare', ...more, was.join(','), is.join(',')];
    const { ended, printed } = startCommand(args, { cwd: directory, env: {} });
    return { exit: await ended, printed: printed() };
  }

  async function comparisonOf(was: readonly string[], is: readonly string[]): Promise<Comparison> {
    return JSON.parse((await compared(was, is, '--json')).printed) as Comparison;
  }
});
