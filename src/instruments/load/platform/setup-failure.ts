import type { Pod } from '../../../cluster/kinds.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';

/** How many of the last lines of a crash are shown. */
const LAST_LINES = 12;

/**
 * The error about the user's script or Secret that prevents a Locust platform from starting; `undefined` when the cause is another one. Pure.
 * @param pods of the platform.
 */
export function setupFailure(pods: readonly Pod[]): ShakedownError | undefined {
  const containers = pods.flatMap(({ status }) => status?.containerStatuses ?? []);
  for (const { state, lastState } of containers) {
    const { reason, message = '' } = state?.waiting ?? {};
    const [, secret] =
      reason === 'CreateContainerConfigError' ? (/secret "([^"]+)" not found/.exec(message) ?? []) : [];
    if (secret !== undefined) return secretMissing(secret);
    const crash = state?.terminated ?? lastState?.terminated;
    if (crash && crash.exitCode !== 0 && isOfScript(crash.message ?? '')) return scriptBroken(crash.message ?? '');
  }
  return undefined;
}

function isOfScript(words: string): boolean {
  return /File "\/var\/loadtest\/|No User class found|Could not find '\/var\/loadtest\//.test(words);
}

/** The error when the Secret with the variables of a load test does not exist. */
export function secretMissing(secret: string): ShakedownError {
  return new ShakedownError('LOAD_SECRET_MISSING', {
    meaning: 'usage',
    expected: 'the Secret with the variables of the load test',
    seen: `no Secret ${secret}`,
    todo: `kubectl create secret generic ${secret} --from-literal=KEY=value, empty if there is nothing to hide`,
  });
}

function scriptBroken(words: string): ShakedownError {
  const lines = words.trimEnd().split('\n');
  return new ShakedownError('LOAD_SCRIPT_BROKEN', {
    meaning: 'usage',
    expected: 'a Locust script that can be loaded',
    // The last line of a traceback says what is wrong, and comes first here.
    seen: [lines.at(-1) ?? '', ...lines.slice(-LAST_LINES, -1)].join('\n'),
    todo: 'fix the script, then `shakedown loadtest update-scripts DIR`, which reports such errors before a test',
  });
}
