import { expect } from 'chai';
import { inScope } from './in-scope.ts';
import { configSchema } from '../config/schema.ts';

const scoped = (scope: object, kind: string, name: string, namespace?: string) =>
  inScope(configSchema.parse({ scope }).scope, kind, {
    metadata: namespace === undefined ? { name } : { name, namespace },
  });

describe('The scope', () => {
  it('is everything when nothing is said', () => {
    expect(scoped({}, 'deployment', 'web', 'shop')).to.equal(true);
    expect(scoped({}, 'node', 'node-a')).to.equal(true);
  });

  it('is the namespaces named, with * for any text', () => {
    expect(scoped({ namespaces: ['sh*'] }, 'deployment', 'web', 'shop')).to.equal(true);
    expect(scoped({ namespaces: ['sh*'] }, 'deployment', 'web', 'fish')).to.equal(false);
    expect(scoped({ namespaces: ['sh*'] }, 'namespace', 'fish')).to.equal(false);
    expect(scoped({ namespaces: ['sh*'] }, 'node', 'node-a')).to.equal(true);
  });

  it('is without the namespaces excluded, even when they are named', () => {
    expect(scoped({ namespaces: ['shop'], excludeNamespaces: ['*op'] }, 'deployment', 'web', 'shop')).to.equal(false);
  });

  it('is without the objects excluded', () => {
    const exclude = ['deployment/shop/*', 'node/old-*'];
    expect(scoped({ exclude }, 'deployment', 'web', 'shop')).to.equal(false);
    expect(scoped({ exclude }, 'statefulset', 'web', 'shop')).to.equal(true);
    expect(scoped({ exclude }, 'node', 'old-1')).to.equal(false);
  });

  it('takes every other character as it stands', () => {
    expect(scoped({ namespaces: ['a.c'] }, 'deployment', 'web', 'abc')).to.equal(false);
    expect(scoped({ namespaces: ['a+(b)[c]'] }, 'deployment', 'web', 'a+(b)[c]')).to.equal(true);
  });
});
