import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { nightSchema } from '../../src/nightly/night.ts';
import { silentProgress } from '../../src/terminal/progress.ts';
import { buildBinaries } from '../../testbed/binaries/binaries.ts';
import { componentImage } from '../../testbed/images/component-image.ts';
import { pluginImage } from '../../testbed/images/plugin-image.ts';
import { layoutOf } from '../../testbed/machine/layout.ts';
import { anythingRemains } from '../../testbed/machine/machine.ts';
import { preflight } from '../../testbed/machine/preflight.ts';
import { down } from '../../testbed/testbed.ts';
import { startCommand, type StartedCommand } from './started-command.ts';

const NAME = process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown-nightly';
const root = resolve(import.meta.dirname, '../..');
/** A line that a night prints as soon as a step is in its midst. */
const BEGUN = {
  build: /builds the cluster runs/,
  settle: /waiting until \d+ nodes/,
  verify: /Sonobuoy starts/,
  delete: /deletes the cluster runs/,
} as const;
type Begun = keyof typeof BEGUN;
const main = `'${process.execPath}' '${join(root, 'testbed/main.ts')}'`;

describe('shakedown nightly, with the testbed as its cloud:', () => {
  let config: string;
  let directory: string;
  const running: StartedCommand[] = [];
  before(async () => {
    await down(NAME, silentProgress);
    const { sonobuoy } = await buildBinaries(['sonobuoy'], silentProgress);
    const [ofSonobuoy, suite] = [await componentImage('sonobuoy', silentProgress), await pluginImage(silentProgress)];
    const load = ({ archive }: { archive: string }) => `${main} load --name ${NAME} '${archive}'`;
    config = stringify({
      cluster: { name: 'nightly-testbed' },
      image: suite.ref,
      sonobuoy: { path: sonobuoy, image: ofSonobuoy.ref, imagePullPolicy: 'Never' },
      objects: { imagePullPolicy: 'Never' },
      run: { focus: 'workloads/(dns|deployment/kube-system)/', deadline: '5m' },
      nightly: {
        build: [`${main} up --name ${NAME}`, load(ofSonobuoy), load(suite)].join('\n'),
        delete: `${main} down --name ${NAME}`,
        kubeconfig: layoutOf(NAME).kubeconfig,
      },
    });
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nightly-'));
    await writeFile(join(directory, 'shakedown.config.yaml'), config);
  });
  afterEach(async () => {
    // A night that a failed test has not ended would build on.
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
    await down(NAME, silentProgress);
    await rm(directory, { recursive: true });
  });

  it('it builds, judges, and deletes a cluster, and compares the second night with the first', async () => {
    const first = start();
    expect(await first.ended, first.printed()).to.equal(0);
    expect(first.printed()).to.contain('no earlier run of cluster nightly-testbed has passed');
    await nothingIsLeft();
    const second = start();
    expect(await second.ended, second.printed()).to.equal(0);
    const [run] = await runs();
    expect(second.printed()).to.contain(`than in run ${run}`);
    expect(second.printed()).to.match(/\nPASSED: .* of cluster nightly-testbed\n$/);
    expect(await runs()).to.have.length(2);
    expect(existsSync(join(directory, 'results', (await runs())[1] ?? '', 'comparison.md'))).to.equal(true);
    await nothingIsLeft();
  });

  for (const step of ['build', 'settle', 'verify'] as const)
    it(`an interrupt during the step '${step}' ends it, and deletes the cluster`, async () => {
      const night = await startUntil(step);
      night.child.kill('SIGINT');
      expect(await night.ended, night.printed()).to.equal(4);
      expect(night.printed()).to.match(/\nINCOMPLETE: /);
      expect(await started('delete')).to.equal(1);
      await nothingIsLeft();
    });

  it('SIGINT and SIGTERM during the deletion do not end it, and change no verdict', async () => {
    const night = await startUntil('delete');
    night.child.kill('SIGINT');
    await night.untilPrinted(/SIGINT: ending in order, with the deletion of the cluster/);
    night.child.kill('SIGTERM');
    expect(await night.ended, night.printed()).to.equal(0);
    expect(night.printed()).to.match(/\nPASSED: .* of cluster nightly-testbed\n$/);
    expect(await started('delete')).to.equal(1);
    await nothingIsLeft();
  });

  for (const step of ['build', 'settle', 'verify', 'delete'] as const)
    it(`after a kill during the step '${step}' the next start goes on, to the same verdict`, async () => {
      const killed = await startUntil(step);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const next = step === 'delete' ? start(['--resume']) : start();
      expect(await next.ended, next.printed()).to.equal(0);
      expect([await started('build'), await started('verify')], next.printed()).to.deep.equal([
        step === 'build' ? 2 : 1,
        step === 'verify' ? 2 : 1,
      ]);
      await nothingIsLeft();
    });

  function start(args: readonly string[] = []): StartedCommand {
    const night = startCommand(['nightly', ...args], { cwd: directory, env: { HOME: homedir() } });
    running.push(night);
    return night;
  }

  async function startUntil(step: Begun): Promise<StartedCommand> {
    const night = start();
    await night.untilPrinted(BEGUN[step]);
    return night;
  }

  /** Processes with their namespaces, cgroups and files of the cluster, what the commands of the night have started, and its lock. */
  async function nothingIsLeft(): Promise<void> {
    expect(anythingRemains(layoutOf(NAME), await preflight()), 'the cluster').to.equal(false);
    expect(await processesIn(directory), 'processes').to.deep.equal([]);
    expect(existsSync(join(directory, 'results/.nightly/lock')), 'the lock').to.equal(false);
  }

  /** How often the last night has begun a step. */
  async function started(wanted: Begun): Promise<number> {
    const path = join(directory, 'results/.nightly/night.json');
    const { events } = nightSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return events.filter((one) => one.kind === 'started' && one.step === wanted).length;
  }

  /** The ids of the runs with results, the oldest first. */
  async function runs(): Promise<string[]> {
    const names = await readdir(join(directory, 'results'));
    return names.filter((name) => existsSync(join(directory, 'results', name, 'results.json'))).toSorted();
  }
});

/** The processes whose working directory this is. */
async function processesIn(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may end while it is looked at.
  const places = await Promise.all(pids.map(async (pid) => [pid, await readlink(`/proc/${pid}/cwd`).catch(() => '')]));
  return places.flatMap(([pid = '', place]) => (place === directory ? [pid] : []));
}
