import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../results/model.ts';
import { readResults } from '../results/read.ts';
import { intoDirectory } from './into-directory.ts';
import { renderedFiles, renderers, type Renderer } from './renderers.ts';

const golden = await readFile(join(import.meta.dirname, '..', 'results', 'golden', 'version-1.json'), 'utf8');
const results: Results = readResults(golden);

describe('The renderers', () => {
  for (const [name, { load }] of Object.entries<Renderer>(renderers))
    it(`are pure, and end a text with a line feed: ${name}`, async () => {
      const render = await load();
      const text = render(results);
      expect(text)
        .to.equal(render(structuredClone(results)))
        .and.to.match(/[^\n]\n$/);
    });

  it('write their files into a directory, each under its name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-forms-'));
    try {
      const did = await intoDirectory(directory)(renderedFiles(results));
      const names = Object.values<Renderer>(renderers).flatMap(({ file }) => file ?? []);
      expect(names).to.include.members(['results.json', 'junit.xml']);
      expect(did).to.equal(`wrote ${names.join(', ')} into ${directory}`);
      expect(await readdir(directory)).to.have.members(names);
      expect(readResults(await readFile(join(directory, 'results.json'), 'utf8'))).to.deep.equal(results);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('keep the files before one that fails, and say why it failed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-forms-'));
    const files = function* () {
      yield { name: 'results.json', content: '{}' };
      throw new Error('no page');
    };
    try {
      const failed = await intoDirectory(directory)(files()).catch((error: Error) => error.message);
      expect([failed, await readdir(directory)]).to.deep.equal(['no page', ['results.json']]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
