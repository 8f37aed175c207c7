import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { shakedown, type CommandLineOptions, type Ended } from './command-line.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

/** A cloud of files for `shakedown nightly`, in a directory: `clusters` has a line for each cluster that is there, `calls` one for each command. */
export interface FileCloud extends AsyncDisposable {
  directory: string;
  file(name: string): string;
  has(name: string): boolean;
  textOf(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Waits until there is a file. */
  until(name: string): Promise<void>;
  /** Writes the configuration; a deletion is tried once, unless it says otherwise. @param more sections beside `nightly`. */
  configure(nightly: object, more?: object): Promise<void>;
  nightly(args?: readonly string[], options?: Omit<CommandLineOptions, 'cwd'>): Promise<Ended>;
  /** Starts `shakedown nightly`. */
  start(args?: readonly string[]): { ended: Promise<Ended>; kill: (signal: NodeJS.Signals) => void };
}

/** Builds a cluster that is no use, so that no run follows. While there is a file `hang`, it hangs, after it has begun. */
export const BUILD =
  'echo one >> clusters; echo build >> calls; echo $$ > builder; while test -e hang; do sleep 0.05; done; false';

/** Deletes all clusters. While there is a file `hang-delete`, it hangs; while there is a file `away`, it fails. */
export const DELETE =
  'echo delete >> calls; echo $$ > deleter; while test -e hang-delete; do sleep 0.05; done; test ! -e away; rm -f clusters';

/** Creates such a cloud, with a `sonobuoy` program that has the right version. */
export async function fileCloud(): Promise<FileCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'nightly-'));
  const sonobuoy = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.3\n' }] });
  const file = (name: string) => join(directory, name);
  const nightly: FileCloud['nightly'] = (args = [], options = {}) =>
    shakedown(['nightly', '--sonobuoy', sonobuoy.path, ...args], { cwd: directory, ...options });
  return {
    ...{ directory, file, nightly },
    has: (name) => existsSync(file(name)),
    textOf: (name) => readFile(file(name), 'utf8'),
    write: (name, text) => writeFile(file(name), text),
    remove: (name) => rm(file(name)),
    until: async (name) => {
      while (!existsSync(file(name))) await sleep(10);
    },
    configure: (section, more = {}) =>
      writeFile(
        file('shakedown.config.yaml'),
        stringify({ image: 'x', nightly: { deleteAgainAfter: [], ...section }, ...more }),
      ),
    start: (args) => {
      let child: ChildProcess | undefined;
      const ended = nightly(args, { started: (one) => (child = one) });
      return { ended, kill: (signal) => void child?.kill(signal) };
    },
    [Symbol.asyncDispose]: async () => {
      await sonobuoy[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}
