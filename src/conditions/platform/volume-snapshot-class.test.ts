import { expect } from 'chai';
import type { StorageClass } from './storage-class.ts';
import { snapshotSource } from './volume-snapshot-class.ts';

describe('A VolumeSnapshotClass', () => {
  const classOf = (name: string, provisioner: string, more: object = {}) =>
    ({ metadata: { name }, provisioner, ...more }) as unknown as StorageClass;
  const isDefault = (name: string) => ({
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  });
  const found = { driver: 'disk.example.com', deletionPolicy: 'Delete' };

  it('is tested with the first StorageClass of its driver whose volumes are tested', () => {
    const classes = [
      classOf('a', 'other.example.com'),
      classOf('z', 'disk.example.com'),
      classOf('fast', 'disk.example.com'),
      classOf('b', 'disk.example.com'),
    ];
    expect(snapshotSource(found, classes, ['z', 'fast', 'a'])).to.deep.equal({ storageClass: 'fast' });
    const ofDefault = classOf('b', 'disk.example.com', isDefault('b'));
    expect(snapshotSource(found, [...classes.slice(0, 3), ofDefault], [])).to.deep.equal({ storageClass: 'b' });
  });

  it('is skipped when no such class has its driver, or only one whose volumes are kept', () => {
    const skip = 'no StorageClass whose volumes are tested has its driver, disk.example.com';
    expect(snapshotSource(found, [classOf('a', 'other.example.com')], ['a'])).to.deep.equal({ skip });
    const keeps = classOf('a', 'disk.example.com', { reclaimPolicy: 'Retain' });
    expect(snapshotSource(found, [keeps], ['a'])).to.deep.equal({ skip });
  });

  it('is skipped when it keeps its snapshots', () => {
    expect(snapshotSource({ ...found, deletionPolicy: 'Retain' }, [classOf('a', found.driver)], ['a']).skip).to.match(
      /^its snapshots are kept when they are deleted \(deletionPolicy Retain\)/,
    );
  });
});
