import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderers, type Renderer } from '../../publish/renderers.ts';
import { plantedSecrets } from '../../redaction/planted-secrets.fixture.ts';
import type { TestResult } from '../../results/model.ts';
import { handClock } from '../../time/hand-clock.ts';
import { whyEnded } from '../hand-over/why-ended.ts';
import { evidenceIn } from './evidence.ts';
import { recorderIn } from './recorder.ts';
import { redactedListener } from './redacted-listener.ts';
import { terminalListener } from './terminal-listener.ts';

/** Which secrets are in a text. */
const foundIn = (text: string) => plantedSecrets.filter(({ secret }) => text.includes(secret)).map(({ what }) => what);

describe('What a run records about texts with secrets', () => {
  let directory = '';
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'shakedown-secrets-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('has none of them, in any file, in any format, and on the terminal', async () => {
    const clock = handClock();
    let shown = '';
    const output = { isTTY: false, write: (text: string) => (shown += text) };
    const progress = { now: output.write, done: output.write, stands: () => {}, end: () => {} };
    const listener = redactedListener(terminalListener(progress, output, clock));
    const recorder = recorderIn(directory, listener, clock);
    const store = evidenceIn(directory);
    const all = plantedSecrets.map(({ text }) => text);
    for (const text of all) listener.note?.(text);
    const cluster = { name: 'c', nodes: [] };
    const run = { id: 'r', startedAt: clock.date().toISOString(), suiteVersion: '1', configDigest: 'x', dryRun: false };
    const settings = all.map((value, at) => ({ key: `key-${at}`, value, origin: value }));
    recorder.run({ ...run, cluster, settings, notes: all, notCovered: [{ what: 'x', reason: all.join() }] }, 60);
    recorder.plan(all.map((_, at) => ({ id: `a/${at}`, area: 'a', title: 'it works', safety: 'read' as const })));
    for (const [at, text] of all.entries()) {
      const id = `a/${at}`;
      const evidence = store.forTest(id);
      evidence.attach('log', `12:00:00 start\n${text}\n12:00:01 end`);
      evidence.attach('state.json', JSON.stringify({ text, more: JSON.stringify({ text }) }));
      recorder.waiting({ id, since: run.startedAt, reason: text });
      const statuses = ['failed', 'inconclusive', 'error', 'skipped'] as const;
      const test: TestResult = {
        ...{ id, area: 'a', title: 'it works', status: statuses[at % 4] ?? 'failed', durationSeconds: 1, attempts: 1 },
        reason: { code: 'X', message: text, detail: `seen:\n${text}`, todo: text, counts: text },
        ...{ measurements: [], notes: [text], evidence: (await evidence.write()).kept },
      };
      (at % 4 === 3 ? recorder.leftOut : recorder.finished)(test);
    }
    recorder.trouble({ kind: 'infrastructure', code: 'X', message: all.join('; '), detail: all.join('\n') });
    recorder.cutOff(all.join('; '));
    const results = await recorder.end();

    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
    for (const text of await Promise.all(texts)) expect(foundIn(text)).to.deep.equal([]);
    expect(texts.length).to.be.greaterThan(2 * plantedSecrets.length);
    for (const { load } of Object.values<Renderer>(renderers))
      expect(foundIn(String((await load())(results)))).to.deep.equal([]);
    expect(shown).to.include('***');
    expect(foundIn(shown)).to.deep.equal([]);
  });

  it('has none that the runner wrote before it crashed', () => {
    for (const { text } of plantedSecrets) {
      const stderr = `starting\nCLUSTER_REFUSED: the API server says ${text}\n  expected: an answer\n`;
      const ended = [5, 1].map((code) => whyEnded({ code, signal: undefined, stderr }));
      expect(foundIn(JSON.stringify(ended))).to.deep.equal([]);
    }
  });
});
