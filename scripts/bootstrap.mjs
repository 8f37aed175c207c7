// The first thing that runs on a fresh machine: says what is missing, installs it, and hands over to the project's own Node and TypeScript.
// No dependency and no TypeScript, for whatever Node from 20 on the machine has must do.
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { gatherFacts } from './bootstrap/facts.mjs';
import { SYSTEM_DIRECTORIES } from './bootstrap/find-program.mjs';
import { installModules, modulesAreInstalled, projectNode } from './bootstrap/modules.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { problemsIn } from './bootstrap/preflight.mjs';
import { runInOurPlace } from './bootstrap/run.mjs';
import { needsOf, readArguments, SCRIPTS, USAGE } from './bootstrap/verbs.mjs';

const USAGE_ERROR = 2;
const INFRASTRUCTURE = 5;

process.exitCode = await main(process.argv.slice(2));

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code.
 */
async function main(argv) {
  const command = readArguments(argv);
  if (command === undefined) {
    const asked = ['--help', '-h'].includes(argv[0] ?? '');
    (asked ? process.stdout : process.stderr).write(USAGE);
    return asked ? 0 : USAGE_ERROR;
  }
  const { verb, rest, yes } = command;
  const needs = needsOf(verb, rest);
  const root = dirname(dirname(fileURLToPath(import.meta.url)));

  const facts = gatherFacts(root);
  const problems = problemsIn(facts, needs);
  if (problems.length > 0) return refuse('This cannot start, and nothing was changed:', problems);

  if (needs === 'testbed' && facts.packages.length > 0) {
    const names = facts.packages.map(({ name }) => name);
    process.stderr.write(`Debian packages that are missing: ${names.join(' ')}\n`);
    if (!yes && !(await agreed()))
      return refuse('Nothing was changed.', ['Start again with --yes, or install them yourself.']);
    const failure = await installPackages(names);
    if (failure !== undefined) return refuse('The Debian packages could not be installed.', [failure]);
  }
  if (!modulesAreInstalled(root)) {
    const failure = await installModules(root);
    if (failure !== undefined) return refuse('The npm packages could not be installed.', [failure]);
  }

  const first = [join(root, 'node_modules/.bin'), ...(facts.go ? [dirname(facts.go.path)] : [])];
  const env = {
    ...process.env,
    PATH: [...first, process.env.PATH, ...SYSTEM_DIRECTORIES].filter(Boolean).join(delimiter),
  };
  return await runInOurPlace(projectNode(root), [join(root, SCRIPTS[verb]), ...rest], { env });
}

/** Asks on a terminal; where nobody can answer, as in CI, it goes on. */
async function agreed() {
  if (process.env.CI || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Install them with apt-get? [Y/n] ');
  terminal.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

/**
 * @param {string} first
 * @param {string[]} lines
 */
function refuse(first, lines) {
  process.stderr.write(`${first}\n${lines.map((line) => `  - ${line.replaceAll('\n', '\n    ')}\n`).join('')}`);
  return INFRASTRUCTURE;
}
