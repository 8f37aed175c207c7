import { expect } from 'chai';
import { configKeys, configSections, keyAt } from './keys.ts';
import { at } from './problem.ts';
import { configSchema } from './schema.ts';

describe('The keys of the configuration', () => {
  it('all have a description', () => {
    expect(configKeys.filter(({ description }) => description === '').map(({ path }) => path)).to.deep.equal([]);
    expect(configSections.filter(({ description }) => description === '')).to.deep.equal([]);
  });

  it('all have the default of an empty file', () => {
    const empty = configSchema.parse({});
    for (const { path, default: value } of configKeys) expect(at(empty, path.split('.')), path).to.deep.equal(value);
  });

  it('are found by their path, and a map’s also by the path of an entry', () => {
    expect(keyAt('run.focus')?.type).to.equal('text');
    expect(keyAt('objects.labels.example.com/team')?.path).to.equal('objects.labels');
    expect(keyAt('objects')).to.equal(undefined);
  });
});
