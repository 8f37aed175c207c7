import { expect } from 'chai';
import { ObjectStore } from './object-store.ts';

interface Thing {
  metadata: { namespace: string; name: string; resourceVersion: string };
}

const thing = (name: string, resourceVersion: string): Thing => ({
  metadata: { namespace: 'shop', name, resourceVersion },
});

describe('the objects of a shared list', () => {
  it('are what the last LIST says', () => {
    const store = new ObjectStore<Thing>();
    expect(store.replace([thing('a', '3'), thing('b', '4')], '10', 1)).to.deep.equal({
      changed: ['shop/a', 'shop/b'],
      newest: 4,
      rewound: false,
    });
    expect(store.replace([thing('a', '3'), thing('c', '12')], '20', 2)).to.deep.equal({
      changed: ['shop/c', 'shop/b'],
      newest: 12,
      rewound: false,
    });
    expect(store.all()).to.deep.equal([thing('a', '3'), thing('c', '12')]);
    expect([store.seenAt('shop/a'), store.seenAt('shop/c')]).to.deep.equal([1, 2]);
  });

  it('follow the watch', () => {
    const store = new ObjectStore<Thing>();
    store.replace([thing('a', '3')], '10', 1);
    expect(store.change(thing('a', '11'), 5)).to.equal('shop/a');
    expect(store.get('shop/a')).to.deep.equal(thing('a', '11'));
    expect(store.remove(thing('a', '12'))).to.equal('shop/a');
    expect(store.all()).to.deep.equal([]);
  });

  it('are the same objects as before in the next LIST where they did not change', () => {
    const store = new ObjectStore<Thing>();
    const a = thing('a', '3');
    store.replace([a], '10', 1);
    expect(store.same(thing('a', '3'))).to.equal(a);
    expect(store.same(thing('a', '4'))).to.equal(undefined);
    expect(store.same(thing('b', '3'))).to.equal(undefined);
    const another = { metadata: { ...thing('a', '3').metadata, uid: 'another' } };
    expect(store.same(another)).to.equal(undefined);
  });

  it('never go back to an older state, in whatever order changes arrive', () => {
    const store = new ObjectStore<Thing>();
    store.replace([thing('a', '3')], '10', 1);
    store.change(thing('a', '15'), 2);
    expect(store.change(thing('a', '12'), 3)).to.equal(undefined);
    expect(store.remove(thing('a', '14'))).to.equal(undefined);
    expect(store.replace([thing('a', '9')], '13', 4).changed).to.deep.equal([]);
    expect(store.get('shop/a')).to.deep.equal(thing('a', '15'));
  });

  it('do not come back when a late watch reports an object that is deleted according to a LIST', () => {
    const store = new ObjectStore<Thing>();
    store.replace([thing('a', '3')], '10', 1);
    store.replace([], '20', 2);
    expect(store.change(thing('a', '15'), 3)).to.equal(undefined);
    expect(store.all()).to.deep.equal([]);
  });

  it('keep what was written after the LIST was taken', () => {
    const store = new ObjectStore<Thing>();
    store.replace([], '10', 1);
    store.change(thing('mine', '22'), 2);
    expect(store.replace([], '20', 3).changed).to.deep.equal([]);
    expect(store.all()).to.deep.equal([thing('mine', '22')]);
  });

  it('are forgotten when the server was restored from a backup and counts from earlier again', () => {
    const store = new ObjectStore<Thing>();
    store.replace([thing('a', '90')], '100', 1);
    expect(store.replace([thing('a', '40')], '50', 2)).to.deep.equal({
      changed: ['shop/a'],
      newest: 40,
      rewound: true,
    });
    expect(store.change(thing('a', '51'), 3)).to.equal('shop/a');
  });
});
