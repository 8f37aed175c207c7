import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect } from 'chai';
import { referencePages } from './reference.ts';

describe('The pages of docs/reference that are made from code', () => {
  it('are what `node scripts/generate-reference.ts` writes now', async () => {
    for (const { path, text } of await referencePages())
      expect(await readFile(path, 'utf8'), basename(path)).to.equal(text);
  });
});
