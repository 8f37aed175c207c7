// The first script on a new machine: it lists what is missing, installs it, and hands over to the project's own Node and TypeScript.
// No dependency and no TypeScript, so that it runs on any Node from version 20.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { announcement } from '../testbed/preparation/announcement.mjs';
import { handOver } from '../testbed/preparation/handed-over.mjs';
import { overallProgress } from '../testbed/preparation/overall-progress.mjs';
import { plannedParts } from '../testbed/preparation/parts.mjs';
import { gatherFacts } from './bootstrap/facts.mjs';
import { SYSTEM_DIRECTORIES } from './bootstrap/find-program.mjs';
import { installModules, projectNode } from './bootstrap/modules.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { problemsIn } from './bootstrap/preflight.mjs';
import { runInForeground } from './bootstrap/run.mjs';
import { needsOf, readArguments, SCRIPTS, USAGE } from './bootstrap/verbs.mjs';
import { addonsOf, isLong, wantedBy } from './bootstrap/wanted.mjs';

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
    const wantsHelp = ['--help', '-h'].includes(argv[0] ?? '');
    (wantsHelp ? process.stdout : process.stderr).write(USAGE);
    return wantsHelp ? 0 : USAGE_ERROR;
  }
  const { verb, rest, yes } = command;
  const needs = needsOf(verb, rest);
  const root = dirname(dirname(fileURLToPath(import.meta.url)));

  const facts = gatherFacts(root, { addons: addonsOf(command), long: isLong(command) });
  const problems = problemsIn(facts, needs);
  if (problems.length > 0) return refuse('This cannot start, and nothing was changed:', problems);

  const debian = needs === 'testbed' ? facts.packages.map(({ name }) => name) : [];
  const npm = !facts.installed;
  /** @type {NodeJS.ProcessEnv} */
  let handedOver = {};
  // When nothing has to be installed, the command announces its preparation itself, more exactly.
  if (debian.length > 0 || npm) {
    const weights = JSON.parse(readFileSync(join(root, 'testbed/preparation/weights.json'), 'utf8'));
    const wanted = wantedBy(command, { needs, debian, npm, built: facts.built }, weights);
    const cores = availableParallelism();
    const parts = plannedParts(wanted, weights, cores);
    process.stderr.write(`${announcement(wanted, parts, cores)}\n`);
    if (debian.length > 0) {
      process.stderr.write(`Debian packages that are missing: ${debian.join(' ')}\n`);
      if (!yes && !(await userAgrees()))
        return refuse('Nothing was changed.', ['Start again with --yes, or install them yourself.']);
    }
    const waiting = parts.map((part) => ({ part, state: /** @type {const} */ ('waiting'), elapsed: 0 }));
    const progress = overallProgress(waiting);
    const problem = await install(root, { debian, npm }, progress).finally(() => progress.end());
    if (problem !== undefined) return refuse(...problem);
    // The commands that bring up a cluster continue the plan.
    if (wanted.cluster !== 'none') {
      handedOver = handOver({ announced: parts.map(({ id }) => id), finished: progress.finished() });
    }
  }

  const first = [join(root, 'node_modules/.bin'), ...(facts.go ? [dirname(facts.go.path)] : [])];
  const env = {
    ...process.env,
    ...handedOver,
    PATH: [...first, process.env.PATH, ...SYSTEM_DIRECTORIES].filter(Boolean).join(delimiter),
  };
  return await runInForeground(projectNode(root), [join(root, SCRIPTS[verb]), ...rest], { env });
}

/**
 * @param {string} root
 * @param {{ debian: string[], npm: boolean }} missing
 * @param {import('../testbed/preparation/overall-progress.mjs').OverallProgress} progress
 * @returns {Promise<[string, string[]] | undefined>} what could not be installed, and why.
 */
async function install(root, { debian, npm }, progress) {
  if (debian.length > 0) {
    progress.plan.begin('debian/packages');
    const failure = await installPackages(debian, progress);
    if (failure !== undefined) return ['The Debian packages could not be installed.', [failure]];
    progress.plan.finish('debian/packages');
  }
  if (npm) {
    progress.plan.begin('npm/packages');
    const failure = await installModules(root, progress);
    if (failure !== undefined) return ['The npm packages could not be installed.', [failure]];
    progress.plan.finish('npm/packages');
  }
  return undefined;
}

/** Asks on a terminal; without one, as in CI, the answer is yes. */
async function userAgrees() {
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
