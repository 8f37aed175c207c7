import { withExpectation } from '../../errors/shakedown-error.ts';
import { formatDuration } from '../../time/duration.ts';
import { redacted } from '../../redaction/redacted.ts';
import { cleanLine } from '../../results/clean-text.ts';
import type { Trouble } from '../../results/model.ts';
import type { RunnerEnd } from './runner-process.ts';

/** Why the journal of a runner is incomplete. */
export type Why = { trouble: Trouble } | { interruption: string };

/** Why there are no complete results, according to how the process ended; pure. */
export function whyEnded({ code, signal, stderr: written, endedBecause }: RunnerEnd): Why {
  const stderr = redacted(written);
  if (endedBecause !== undefined) return { interruption: endedBecause };
  if (/heap out of memory|Allocation failed/.test(stderr))
    return { interruption: 'the runner ran out of memory; give its container more' };
  if (signal !== undefined) {
    const perhaps = signal === 'SIGKILL' ? ', perhaps because its container was out of memory' : '';
    return { interruption: `the runner was killed by ${signal}${perhaps}` };
  }
  const error = lastError(stderr);
  if (error && code === 2) return { trouble: { kind: 'usage', ...error } };
  if (error && code === 5) return { trouble: { kind: 'infrastructure', ...error } };
  const said = error?.message ?? cleanLine(stderr.trim().split('\n').at(-1) ?? '');
  const words = said === '' ? 'without a word' : said;
  return {
    interruption:
      code === undefined ? `the runner did not start: ${words}` : `the runner ended with code ${code}: ${words}`,
  };
}

/** The last error of the suite in a text: `CODE: what is wrong`, with indented lines below it. */
function lastError(text: string): { code: string; message: string; detail: string } | undefined {
  const [found] = [...text.matchAll(/^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (.*)((?:\n[ \t].*)*)/gm)].reverse();
  if (!found) return undefined;
  const [detail, code = '', seen = '', rest = ''] = found;
  const expected = /^ {2}expected: (.*)$/m.exec(rest)?.[1];
  return { code, message: cleanLine(expected === undefined ? seen : withExpectation(seen, expected)), detail };
}

/** Why the hand-over ends a runner that does not end by itself. */
export function hangs(seconds: number): string {
  return `the runner did not end within ${formatDuration(seconds)} and was killed`;
}
