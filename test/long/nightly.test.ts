import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { nightSchema, type Night } from '../../src/nightly/night.ts';
import { silentProgress } from '../../src/terminal/progress.ts';
import { buildBinaries } from '../../testbed/binaries/binaries.ts';
import { componentImage } from '../../testbed/images/component-image.ts';
import { pluginImage } from '../../testbed/images/plugin-image.ts';
import { layoutOf } from '../../testbed/machine/layout.ts';
import { status } from '../../testbed/status.ts';
import { down } from '../../testbed/testbed.ts';
import { startCommand, type StartedCommand } from './started-command.ts';

const NAME = process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown-nightly';
const root = resolve(import.meta.dirname, '../..');
const main = `'${process.execPath}' '${join(root, 'testbed/main.ts')}'`;

describe('shakedown nightly, with the testbed as its cloud:', () => {
  let config: string;
  let directory: string;
  const started: StartedCommand[] = [];
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
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    await down(NAME, silentProgress);
    await rm(directory, { recursive: true });
  });

  it('it builds, judges, and deletes a cluster, and compares the second night with the first', async () => {
    const first = start();
    expect(await first.ended, first.printed()).to.equal(0);
    expect(first.printed()).to.contain('no earlier run of cluster nightly-testbed has passed');
    await noClusterIsLeft();
    const second = start();
    expect(await second.ended, second.printed()).to.equal(0);
    const [run] = await runs();
    expect(second.printed()).to.contain(`than in run ${run}`);
    expect(second.printed()).to.match(/\nPASSED: .* of cluster nightly-testbed\n$/);
    expect(await runs()).to.have.length(2);
    expect(existsSync(join(directory, 'results', (await runs())[1] ?? '', 'comparison.md'))).to.equal(true);
    await noClusterIsLeft();
  });

  it('an interrupt during the run ends it and deletes the cluster', async () => {
    const night = start();
    await night.untilPrinted(/tests done/);
    night.child.kill('SIGINT');
    expect(await night.ended, night.printed()).to.equal(4);
    expect(night.printed()).to.match(/\nINCOMPLETE: /);
    await noClusterIsLeft();
  });

  for (const [step, printed] of [
    ['build', /nightly\.build|builds the cluster runs/],
    ['settle', /waiting until \d+ nodes/],
    ['verify', /tests done/],
    ['delete', /deletes the cluster runs/],
  ] as const)
    it(`after a kill during the step '${step}' the next start goes on, to the same verdict`, async () => {
      const killed = start();
      await killed.untilPrinted(printed);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const next = step === 'delete' ? start(['--resume']) : start();
      expect(await next.ended, next.printed()).to.equal(0);
      const { events } = await lastNight();
      const times = (wanted: string) => events.filter((one) => one.kind === 'started' && one.step === wanted).length;
      expect([times('build'), times('verify')], next.printed()).to.deep.equal([
        step === 'build' ? 2 : 1,
        step === 'verify' ? 2 : 1,
      ]);
      await noClusterIsLeft();
    });

  function start(args: readonly string[] = []): StartedCommand {
    const night = startCommand(['nightly', ...args], { cwd: directory, env: { HOME: homedir() } });
    started.push(night);
    return night;
  }

  async function noClusterIsLeft(): Promise<void> {
    expect((await status(NAME)).state).to.equal('down');
    expect(existsSync(layoutOf(NAME).directory)).to.equal(false);
  }

  /** The ids of the runs with results, the oldest first. */
  async function runs(): Promise<string[]> {
    const names = await readdir(join(directory, 'results'));
    return names.filter((name) => existsSync(join(directory, 'results', name, 'results.json'))).toSorted();
  }

  async function lastNight(): Promise<Night> {
    return nightSchema.parse(JSON.parse(await readFile(join(directory, 'results/.nightly/night.json'), 'utf8')));
  }
});
