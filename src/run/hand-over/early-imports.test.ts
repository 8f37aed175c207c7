import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect } from 'chai';

/** What a module needs before it runs: static imports of values, and those of what it imports. */
function needed(file: string, seen = new Set<string>()): Set<string> {
  const source = readFileSync(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)) {
    const target = name.startsWith('.') ? resolve(dirname(file), name) : name;
    if (seen.has(target)) continue;
    seen.add(target);
    if (name.startsWith('.')) needed(target, seen);
  }
  return seen;
}

describe('The process that hands over', () => {
  it('loads no package before its first progress post, and least of all the Kubernetes client', () => {
    const modules = [...needed(resolve(import.meta.dirname, 'hand-over.ts'))];
    expect(modules.filter((name) => !name.startsWith('/') && !name.startsWith('node:'))).to.deep.equal([]);
    expect(modules.filter((name) => name.endsWith('journal-tail.ts'))).to.have.length(1);
  });
});
