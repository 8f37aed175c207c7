import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The answer of a fake sonobuoy to one call; the last answer is repeated. */
export interface Answer {
  stdout?: string;
  stderr?: string;
  exit?: number;
  /** The content that `retrieve` writes as the archive. */
  file?: string;
}

/** Creates a fake sonobuoy program that gives the set answers to each verb, and logs its calls. */
export async function pretendedSonobuoy(answers: Record<string, Answer[]>) {
  const directory = await mkdtemp(join(tmpdir(), 'sonobuoy-'));
  const path = join(directory, 'sonobuoy');
  const log = join(directory, 'calls');
  await writeFile(log, '');
  await writeFile(join(directory, 'answers.json'), JSON.stringify(answers));
  await writeFile(path, `#!${process.execPath}\n${PROGRAM}`);
  await chmod(path, 0o755);
  return {
    path,
    /** The arguments of each call, in order. */
    calls: async () =>
      (await readFile(log, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as string[]),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

const PROGRAM = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const argv = process.argv.slice(2);
const log = join(__dirname, 'calls');
const before = readFileSync(log, 'utf8').split('\\n').filter((line) => line !== '' && JSON.parse(line)[0] === argv[0]).length;
appendFileSync(log, JSON.stringify(argv) + '\\n');
const answers = JSON.parse(readFileSync(join(__dirname, 'answers.json'), 'utf8'))[argv[0]] ?? [{}];
const answer = answers[Math.min(before, answers.length - 1)];
if (answer.file !== undefined) writeFileSync(join(argv[1], argv[argv.indexOf('--filename') + 1]), answer.file);
process.stdout.write(answer.stdout ?? '');
process.stderr.write(answer.stderr ?? '');
process.exitCode = answer.exit ?? 0;
`;
