import { expect } from 'chai';
import { familyOf } from '../binaries/families.ts';
import { compiledFor, componentsOf, DEFAULT_OPTIONS } from '../cluster/site.ts';
import { ALL_ADDONS, type Addon } from '../components/addons.ts';
import { ADDON_FAMILIES } from './addon-families.mjs';

/** The families of what is compiled for a cluster. */
function familiesWith(addons: readonly Addon[]): string[] {
  return [...new Set(compiledFor(componentsOf({ ...DEFAULT_OPTIONS, addons })).map((name) => familyOf(name)))];
}

describe('The families of an add-on', () => {
  it('are those that its components need', () => {
    const plain = familiesWith([]);
    const needed = ALL_ADDONS.map((addon) => [addon, familiesWith([addon]).filter((name) => !plain.includes(name))]);
    const told = Object.entries(ADDON_FAMILIES).map(([addon, families]) => [addon, families.toSorted()]);
    expect(told).to.deep.equal(needed.map(([addon, families]) => [addon, (families as string[]).toSorted()]));
  });
});
