import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect } from 'chai';
import { referencePages } from './reference.ts';

describe('The generated pages of docs/reference', () => {
  it('are up to date: `node scripts/generate-reference.ts` writes the same', async () => {
    for (const { path, text } of await referencePages())
      expect(await readFile(path, 'utf8'), basename(path)).to.equal(text);
  });
});
