import { keyAt } from '../keys.ts';
import type { Setting } from '../setting.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** Which environment variable sets which key. The `E2E_*` names are those of the Kubernetes conformance image. */
export const environmentKeys = {
  E2E_FOCUS: 'run.focus',
  E2E_SKIP: 'run.skip',
  E2E_DRYRUN: 'run.dryRun',
  E2E_TARGET: 'run.targets',
  SHAKEDOWN_DEADLINE: 'run.deadline',
  SHAKEDOWN_IMAGE: 'image',
} as const;

/**
 * The settings from the environment, without the spaces around them. An empty variable counts as not set.
 * @throws ShakedownError USAGE_ERROR for a value in quotes: Docker and systemd keep those of a file of variables, and a pattern in quotes matches nothing.
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): Setting[] {
  return Object.entries(environmentKeys).flatMap(([name, path]) => {
    const value = environment[name];
    const text = value?.trim() ?? '';
    if (/^(['"]).*\1$/s.test(text) && keyAt(path)?.type !== 'list of text') throw quoted(name, text);
    return text === '' ? [] : [{ path, value: text, origin: name }];
  });
}

function quoted(name: string, text: string): ShakedownError {
  return new ShakedownError('USAGE_ERROR', {
    meaning: 'usage',
    expected: 'variables without quotes around their values',
    seen: `${name} is ${text}, and its quotes belong to the value`,
    todo: `leave them out: ${name}=${text.slice(1, -1)}`,
  });
}

/**
 * Splits the text of E2E_EXTRA_ARGS at spaces, as a shell would: parts in single or double quotes stay together.
 * @throws ShakedownError USAGE_ERROR when a quote is not closed.
 * @example splitArguments("--focus 'a b' --disruptive") // ['--focus', 'a b', '--disruptive']
 */
export function splitArguments(text: string): string[] {
  const part = /(?:[^\s"']+|"(?:\\.|[^"\\])*"|'[^']*')+/g;
  if (text.replaceAll(part, '').trim() !== '')
    throw new ShakedownError('USAGE_ERROR', {
      meaning: 'usage',
      expected: 'E2E_EXTRA_ARGS with quotes as in a shell',
      seen: `a quote that is not closed in ${text.trim()}`,
      todo: 'close it, or put a quote that is meant into quotes of the other kind',
    });
  const parts = text.match(part) ?? [];
  return parts.map((part) =>
    part.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replaceAll(/\\(["\\])/g, '$1'),
    ),
  );
}
