import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderers, type Renderer } from '../../publish/renderers.ts';
import { plantedSecrets } from '../../redaction/planted-secrets.fixture.ts';
import { handClock } from '../../time/hand-clock.ts';
import { whyEnded } from '../hand-over/why-ended.ts';
import { recordPlantedRun } from './planted-run.fixture.ts';
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
    const results = await recordPlantedRun(directory, listener, clock);

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
