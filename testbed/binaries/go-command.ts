import { execa } from 'execa';

/** How much of Go's output an error shows. */
const TAIL = 20;

/** How a run of Go ended. */
export interface GoOutcome {
  failed: boolean;
  stdout: string;
  /** The last lines of its messages; never empty when it failed. */
  messages: string;
}

/**
 * Runs Go in the folder of a family, in an environment that the user's own settings do not change.
 * @param onLine gets each line of standard error, and returns whether it is progress, and so no message.
 */
export async function runGo(args: string[], source: string, onLine: (line: string) => boolean): Promise<GoOutcome> {
  // Ends with us, even when we are killed: nobody would want its work.
  const go = execa('setpriv', ['--pdeathsig', 'KILL', 'go', ...args], {
    cwd: source,
    // A GOFLAGS that is set, even to what we ask for anyway, keeps the user's own from changing what the key promises.
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
