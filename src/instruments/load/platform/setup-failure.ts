import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { CONTAINER, GUARD_DIRECTORY, SCRIPT_DIRECTORY } from './platform-manifests.ts';

/** How many of the last lines of a crash are shown. */
const LAST_LINES = 12;
/** The exit codes of containers that something else has ended: the runtime, a signal, a node that restarted. */
const BY_OTHERS = new Set([125, 126, 127, 128, 137, 139, 143, 255]);
/** The reasons of a container's end that are no script's. */
const REASONS_OF_SCRIPTS = new Set(['', 'Error', 'Completed']);
/** A line of Locust's log; the guard's own lines have no time. */
const LOG_LINE = /^\[[-\d: ,]+\] \S+\/(?<level>[A-Z]+)\/\S+: (?<text>.*)$/;

type Ended = NonNullable<NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]['state']>['terminated'];

/**
 * The error about the user's script, variables or Secret that prevents a Locust platform from starting; `undefined` when the cause is another one. Pure.
 * @param pods of the platform.
 */
export function setupFailure(pods: readonly Pod[]): ShakedownError | undefined {
  for (const pod of pods)
    for (const { name, state, lastState } of pod.status?.containerStatuses ?? []) {
      const { reason, message = '' } = state?.waiting ?? {};
      const [, secret] =
        reason === 'CreateContainerConfigError' ? (/secret "([^"]+)" not found/.exec(message) ?? []) : [];
      if (secret !== undefined) return secretMissing(secret);
      const end = state?.terminated ?? lastState?.terminated;
      if (name !== CONTAINER || !end) continue;
      // One that runs again may have been connected before, and have ended for other reasons, unless it says that it never was.
      if (state?.running && !saysWhy(end.message ?? '')) continue;
      const failure = failureOf(end, scriptOf(pod));
      if (failure) return failure;
    }
  return undefined;
}

/**
 * The error about a container that has ended, while no worker was connected yet. Locust ends at its start for what it is given alone; all else says so.
 * @param script the user's; absent when it runs the default users.
 */
function failureOf({ exitCode, reason = '', message = '' }: NonNullable<Ended>, script: string | undefined) {
  if (BY_OTHERS.has(exitCode) || !REASONS_OF_SCRIPTS.has(reason)) return undefined;
  const lines = message.trimEnd().split('\n');
  const last = lines.findLast((line) => line.trim() !== '') ?? '';
  const [, argument] = LOCUST_SAID.exec(message) ?? [];
  if (argument !== undefined) return optionsRefused(argument);
  // A worker that cannot reach its master says so and ends.
  if (/(connect to|response from|error from|type from) .*master/i.test(last)) return undefined;
  return isOfUser(script, message) ? scriptBroken(script, exitCode, lines) : undefined;
}

/** Whether the user's input is the cause. A fault of the guard itself is not. */
function isOfUser(script: string | undefined, message: string): boolean {
  if (saysWhy(message)) return true;
  if (message.includes(`File "${GUARD_DIRECTORY}/`)) return false;
  return script !== undefined || /No User class found|Could not find '\/var\/loadtest\//.test(message);
}

/** What the guard says of a start that fails, at the beginning of a line. Its other lines are about a load that runs. */
const SAID = /^shakedown: (?=the script (?:ended|was not loaded)|Locust was told)/m;

/** Whether the last lines of a container say that the user's input kept it from starting. */
function saysWhy(message: string): boolean {
  return SAID.test(message) || message.includes(`"${SCRIPT_DIRECTORY}/`) || LOCUST_SAID.test(message);
}

/** What Locust says of options. */
const LOCUST_SAID = /^locust: error: (.*)/m;

/** The path of the user's script in the scripts of a platform; absent when a pod runs the default users. */
function scriptOf({ spec }: Pod): string | undefined {
  const files = spec?.containers
    .find(({ name }) => name === CONTAINER)
    ?.env?.find(({ name }) => name === 'LOCUST_LOCUSTFILE');
  const path = files?.value?.split(',').find((file) => file.startsWith(`${SCRIPT_DIRECTORY}/`));
  return path?.slice(SCRIPT_DIRECTORY.length + 1);
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

/** Locust's own refusal of an option, or of one that the script demands: it reads them from variables. */
function optionsRefused(why: string): ShakedownError {
  return new ShakedownError('LOAD_OPTIONS_REFUSED', {
    meaning: 'usage',
    expected: 'options that Locust and the script take',
    seen: `Locust says: ${why}`,
    todo: 'give each required argument of the script a default or a variable (env_var), and set that among the properties',
  });
}

function scriptBroken(script: string | undefined, exitCode: number, lines: readonly string[]): ShakedownError {
  const last = lines.at(-1) ?? '';
  const said = lines.findLast((line) => SAID.test(line))?.replace(SAID, '');
  const logged = LOG_LINE.exec(last)?.groups;
  const named = script === undefined ? '' : `${script}: `;
  const whole = lines.length > 1 ? lines.slice(-LAST_LINES, -1) : [];
  const what = () => {
    // The guard names the file in which the script was.
    if (said !== undefined) return said;
    if (logged?.['level'] === 'ERROR') return `${named}${logged['text']}`;
    // The last line of a traceback says what is wrong.
    if (last !== '' && !logged) return last;
    return `${named}it ended Python with exit code ${exitCode} before the platform was ready`;
  };
  return new ShakedownError('LOAD_SCRIPT_BROKEN', {
    meaning: 'usage',
    expected: 'a Locust script that can be loaded',
    seen: [what(), ...whole].join('\n'),
    todo: 'fix the script, then `shakedown loadtest update-scripts DIR`, which reports what does not compile before a test',
  });
}
