import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { clusterParts } from '../../config/sections/required.ts';
import { foundParts } from '../../conditions/platform/cluster-parts.ts';

const root = resolve(import.meta.dirname, '../../..');

describe('A part that the configuration may require', () => {
  const texts = globSync('{src,specs}/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(resolve(root, file), 'utf8'));
  const looked = texts.flatMap((text) => [...text.matchAll(/\babsent\('([-a-z]+)'/g)].map(([, name]) => name));

  for (const part of clusterParts)
    it(`has a check that ends where it is absent: ${part}`, () => {
      expect([...looked, ...foundParts]).to.include(part);
    });
});
