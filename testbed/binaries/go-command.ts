import { execa } from 'execa';

/** How much of Go's output an error shows. */
const TAIL = 20;

/** The result of a run of Go. */
export interface GoOutcome {
  failed: boolean;
  stdout: string;
  /** The last lines of its messages; never empty when it failed. */
  messages: string;
}

/**
 * Runs Go in the folder of a family. The user's own settings have no effect on it.
 * @param onLine gets each line of standard error, and returns whether it is progress and not a message.
 */
export async function runGo(args: string[], source: string, onLine: (line: string) => boolean): Promise<GoOutcome> {
  // It ends with us, even when we are killed, because nobody would use its result.
  const go = execa('setpriv', ['--pdeathsig', 'KILL', 'go', ...args], {
    cwd: source,
    // Setting GOFLAGS overrides the user's own, which would change the build without changing its key.
    env: { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    stdin: 'ignore',
    buffer: { stdout: true, stderr: false },
    reject: false,
  });
  const tail: string[] = [];
  for await (const line of go.iterable({ from: 'stderr' })) {
    if (!onLine(line)) tail.push(line);
    if (tail.length > TAIL) tail.shift();
  }
  const { failed, stdout, shortMessage } = await go;
  return { failed, stdout, messages: tail.length > 0 ? tail.join('\n') : (shortMessage ?? 'no output') };
}
