import { expect } from 'chai';
import { judgeDefaultClass, whyNotTested, type StorageClass } from './storage-class.ts';

const classOf = (name: string, isDefault?: string, creationTimestamp = '2026-11-28T02:00:00Z', prefix = '') =>
  ({
    metadata: {
      name,
      creationTimestamp,
      annotations:
        isDefault === undefined ? {} : { [`storageclass.${prefix}kubernetes.io/is-default-class`]: isDefault },
    },
    provisioner: 'example.com/disk',
  }) as unknown as StorageClass;

describe('The default StorageClass', () => {
  it('is one, by the annotation of today or of old', () => {
    expect(judgeDefaultClass([classOf('slow'), classOf('fast', 'true')])).to.deep.equal({ state: 'ready' });
    const old = classOf('old', 'true', undefined, 'beta.');
    expect(judgeDefaultClass([old])).to.deep.equal({ state: 'ready' });
  });

  it('is not asked for where there is no class', () => {
    expect(judgeDefaultClass([])).to.deep.equal({ state: 'ready' });
  });

  it('is missed where none is, with those that there are', () => {
    expect(judgeDefaultClass([classOf('slow', 'false')])).to.deep.equal({
      state: 'not yet',
      reason: 'no StorageClass is the default: claims that name none wait for ever; there is slow',
    });
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => classOf(name));
    expect(judgeDefaultClass(many)).to.include({
      reason: 'no StorageClass is the default: claims that name none wait for ever; there are a, b, c, d, e and 2 more',
    });
  });

  it('is not clear where several are: the newest counts', () => {
    const classes = [
      classOf('b', 'true', '2026-11-28T03:00:00Z'),
      classOf('a', 'true', '2026-11-28T03:00:00Z'),
      classOf('old', 'true'),
    ];
    expect(judgeDefaultClass(classes)).to.deep.equal({
      state: 'not yet',
      reason: '3 StorageClasses are the default: a, b, old; claims that name none get the newest, a',
    });
  });
});

describe('A StorageClass of which a volume is tested', () => {
  it('is the default, or named in the configuration instead', () => {
    expect(whyNotTested(classOf('fast', 'true'), [])).to.equal(undefined);
    expect(whyNotTested(classOf('slow'), ['slow'])).to.equal(undefined);
    expect(whyNotTested(classOf('slow'), [])).to.equal('it is not the default, and storage.classes does not name it');
    expect(whyNotTested(classOf('fast', 'true'), ['slow'])).to.equal('storage.classes does not name it');
  });

  it('does not keep volumes without a claim, which the test would leave behind', () => {
    const keeps = { ...classOf('fast', 'true'), reclaimPolicy: 'Retain' };
    expect(whyNotTested(keeps, [])).to.match(/\(reclaimPolicy Retain\)/);
  });
});
