import { expect } from 'chai';
import { kinds } from '../../cluster/kinds/kinds.ts';
import type { Objects } from '../../objects/objects.ts';
import { notedObjects } from './own-objects.ts';

const { signal } = new AbortController();
const manifest = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'w', name },
});

describe('What a check has created', () => {
  it('is known until it is removed, and is not that of another check', async () => {
    let check: string | undefined = 'a/b';
    const made = {
      create: async () => ({}),
      remove: async () => {},
    } as unknown as Objects;
    const { objects, of } = notedObjects(made, () => check);
    await objects.create(kinds.pods, manifest('one'), signal);
    await objects.create(kinds.pods, manifest('two'), signal);
    check = undefined;
    await objects.create(kinds.pods, manifest('of the runner'), signal);
    const names = (id: string) => of(id).map(({ ref }) => ref);
    expect(names('a/b')).to.deep.equal([
      { namespace: 'w', name: 'one' },
      { namespace: 'w', name: 'two' },
    ]);
    expect(names('a/c')).to.deep.equal([]);
    await objects.remove([{ kind: kinds.pods, ref: { namespace: 'w', name: 'one' } }]);
    expect(names('a/b')).to.deep.equal([{ namespace: 'w', name: 'two' }]);
  });

  it('is known although its creation is refused', async () => {
    const made = {
      create: () => Promise.reject(new Error('quota')),
    } as unknown as Objects;
    const { objects, of } = notedObjects(made, () => 'a/b');
    await objects.create(kinds.pods, manifest('one'), signal).catch(() => {});
    expect(of('a/b')).to.have.length(1);
  });
});
