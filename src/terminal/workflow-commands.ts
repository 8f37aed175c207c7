import { fstatSync } from 'node:fs';

/** What is guarded of a stream. */
type Stream = Pick<NodeJS.WriteStream, 'write'> & { fd?: number };

/** What guarded streams wrote with before. */
const unguarded = new WeakMap<object, Stream['write']>();

/**
 * Keeps the texts of this process from being commands to the runner of a job of GitHub Actions, which takes commands from all that a step prints: names and
 * messages of a cluster must not annotate, hide or end anything there. A stream into a file stays as it is, because no runner reads it.
 * @param stream standard output, or standard error.
 * @param isFile whether a file descriptor is a regular file. @default asks the system
 */
export function withholdCommands(stream: Stream, isFile: (fd: number) => boolean = isRegularFile): void {
  if (unguarded.has(stream) || (stream.fd !== undefined && isFile(stream.fd))) return;
  const write = stream.write.bind(stream);
  const filter = commandFilter();
  unguarded.set(stream, write);
  // The encoding and the callback are passed on as they are. What is no text is no line of a log.
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
    (write as (...all: unknown[]) => boolean)(typeof chunk === 'string' ? filter(chunk) : chunk, ...rest);
}

/** Writes commands of the suite itself to the runner, each on its line. @param stream @default standard output */
export function writeCommands(commands: readonly string[], stream: Stream = process.stdout): void {
  const write = unguarded.get(stream) ?? stream.write.bind(stream);
  // A command has to begin a line.
  if (commands.length > 0) write(`\n${commands.join('\n')}\n`);
}

/**
 * Takes the pieces of a text one after the other, and returns each without workflow commands, also without one that two pieces make together. `::` at the beginning of a
 * line, after white space of any kind, gets a space in it, and so does the older `##[`, which works anywhere in a line. Everything else stays as it is.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands,
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 * @example commandFilter()('  ::error::x') // '  : :error::x'
 */
export function commandFilter(): (piece: string) => string {
  // Stands for all that was written before: a line that has not begun, or one that may become a command.
  let before = '\n';
  return (piece) => {
    const all = `${before}${piece}`;
    const harmless = all.replaceAll(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, '$1: ').replaceAll(/##(?=\[)/g, '## ');
    const written = harmless.slice(before.length);
    before = endOf(all);
    return written;
  };
}

/** What the next piece continues. */
function endOf(text: string): string {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')));
  if (/^[\r\n]\s*:?$/.test(line)) return line.endsWith(':') ? '\n:' : '\n';
  return `x${/#{0,2}$/.exec(line)?.[0] ?? ''}`;
}

function isRegularFile(fd: number): boolean {
  return fstatSync(fd).isFile();
}
