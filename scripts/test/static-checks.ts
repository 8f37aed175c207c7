import { resolve } from 'node:path';
import { execa } from 'execa';
import type { Outcome } from './run-tests.ts';

/** A check of the sources; it passes or fails. */
export interface StaticCheck {
  name: string;
  /** A program of node_modules/.bin, or its path, and its arguments. */
  command: [string, ...string[]];
}

/** The checks that every change has to pass. */
export const staticChecks: StaticCheck[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--format', 'unix'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the page', command: ['tsc', '-p', 'src/publish/html/page'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
];

/**
 * The check of the workflows in `.github`. What shellcheck and pyflakes say is left out: whether a machine has them must not decide.
 * @param actionlint path of the program.
 */
export function workflowCheck(actionlint: string): StaticCheck {
  return { name: 'workflows', command: [actionlint, '-no-color', '-shellcheck=', '-pyflakes='] };
}

/** @param root of the checkout. */
export async function runStaticCheck(
  { name, command: [program, ...args] }: StaticCheck,
  root: string,
): Promise<Outcome> {
  const { failed, all, shortMessage } = await execa(resolve(root, 'node_modules/.bin', program), args, {
    cwd: root,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  if (!failed) return { passed: 1, failed: 0, skipped: 0, failures: [] };
  const text = all.trim() === '' ? (shortMessage ?? 'it failed without output') : all;
  return { passed: 0, failed: 1, skipped: 0, failures: [`${name}: ${[program, ...args].join(' ')}\n${text}`] };
}
