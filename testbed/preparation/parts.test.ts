import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { families } from '../binaries/families.ts';
import { locustRecipe } from '../images/locust-image.ts';
import { pluginRecipe } from '../images/plugin-image.ts';
import { kindOf, plannedParts, type Wanted, type Weights } from './parts.mjs';

const NOTHING: Wanted = { debian: [], npm: false, families: [], images: [], cluster: 'none', load: false };
const WEIGHTS: Weights = {
  measured: '2026-11-27',
  cores: 2,
  parts: {
    'debian/packages': { seconds: 10 },
    'modules/etcd': { seconds: 6 },
    'compile/etcd': { seconds: 40, count: 570 },
    'cluster/start': { seconds: 25 },
  },
};

describe('The parts of a preparation', () => {
  it('are those that remain to be done, in their order', () => {
    const wanted: Wanted = { ...NOTHING, debian: ['runc', 'buildah'], families: ['etcd'], cluster: 'start' };
    expect(plannedParts(wanted, WEIGHTS, 2)).to.deep.equal([
      { id: 'debian/packages', seconds: 10 },
      { id: 'modules/etcd', seconds: 6 },
      { id: 'compile/etcd', seconds: 40, count: 570 },
      { id: 'cluster/start', seconds: 25 },
    ]);
    expect(plannedParts(NOTHING, WEIGHTS, 2)).to.deep.equal([]);
  });

  it('take less time on more cores only if they compile', () => {
    const parts = plannedParts({ ...NOTHING, families: ['etcd'] }, WEIGHTS, 8);
    expect(parts.map(({ seconds }) => seconds)).to.deep.equal([6, 10]);
  });

  it('take a minute each where nobody has measured them', () => {
    const parts = plannedParts({ ...NOTHING, images: ['new'], load: true }, WEIGHTS, 2);
    expect(parts).to.deep.equal([
      { id: 'image/new', seconds: 60 },
      { id: 'load/images', seconds: 60 },
    ]);
  });

  it('have all been measured', () => {
    const { parts }: Weights = JSON.parse(readFileSync(join(import.meta.dirname, 'weights.json'), 'utf8'));
    const names = Object.keys(families);
    expect(Object.keys(parts)).to.have.members([
      ...['debian/packages', 'npm/packages', 'cluster/start', 'cluster/check', 'load/images'],
      ...names.flatMap((name) => [`modules/${name}`, `compile/${name}`]),
      ...[pluginRecipe, locustRecipe].map(({ name }) => `image/${name}`),
    ]);
    for (const [id, { seconds, count }] of Object.entries(parts)) {
      expect(seconds, id).to.be.greaterThan(0);
      expect(count !== undefined, id).to.equal(kindOf(id) === 'compile');
    }
  });
});
