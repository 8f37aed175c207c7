import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { componentImage } from '../../../testbed/images/component-image.ts';
import { load } from '../../../testbed/testbed.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';
import { localCluster, type LocalCluster } from '../specs/local-cluster.ts';
import { everything } from '../specs/residue.ts';

/** The local cluster for commands with bad input, in an empty directory of this machine. */
export interface RefusingCluster extends LocalCluster, AsyncDisposable {
  /** Where the commands run. */
  readonly directory: string;
  /** Options of `verify` for the Sonobuoy of the testbed. */
  readonly sonobuoy: readonly string[];
  /** Runs a command against the cluster. @param kubeconfig @default that of the cluster's administrator */
  call(args: readonly string[], kubeconfig?: string): ReturnType<typeof shakedown>;
  /** Everything in the cluster, a line each. */
  rows(): Promise<string[]>;
  /** Asserts that the command refuses a focus that matches nothing, before it leaves anything. */
  refusesVainFocus(command: readonly string[]): Promise<void>;
}

/** Brings it up if necessary. */
export async function refusingCluster(): Promise<RefusingCluster> {
  const cluster = await localCluster();
  const directory = await mkdtemp(join(tmpdir(), 'bad-input-'));
  const binaries = await buildBinaries(['sonobuoy'], silentProgress);
  const image = await componentImage('sonobuoy', silentProgress);
  await load(cluster.name, image.archive);
  const call = (args: readonly string[], kubeconfig = cluster.kubeconfig) =>
    shakedown([...args, '--kubeconfig', kubeconfig], { cwd: directory });
  return {
    ...cluster,
    directory,
    sonobuoy: ['--sonobuoy', binaries.sonobuoy, '--sonobuoy-image', image.ref, '--image-pull-policy', 'Never'],
    call,
    // The width of columns depends on their content.
    rows: async () => (await everything(cluster)).map((row) => row.replaceAll(/ +/g, ' ')),
    refusesVainFocus: async (command) => {
      const { exit, stderr } = await call([...command, '--focus', 'no-such-test']);
      expect(errorIn(stderr)).to.equal(
        [
          "FOCUS_MATCHES_NOTHING: the focus 'no-such-test' matches no test",
          '  expected: focus to match the id or the title of a test',
          '  do:       list the tests with --dry-run and no focus',
        ].join('\n'),
      );
      expect(exit).to.equal(2);
      expect(await readdir(directory)).to.not.include('results');
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** The error of the suite in what a command printed; all of it without one. */
export function errorIn(stderr: string): string {
  return /^[A-Z][A-Z0-9]+_[A-Z_]+: .*(\n {2}.*)*/m.exec(stderr)?.[0] ?? stderr;
}
