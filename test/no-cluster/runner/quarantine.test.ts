import { expect } from 'chai';
import { runSpecs } from './suite-run.ts';

const SPECS = {
  'area/one.spec.ts': `
    import { check } from 'shakedown';
    import { expect } from 'chai';
    check('known', { id: 'area/known', uses: [], locks: ['a'] }, async () => { expect(1, 'ready nodes').to.equal(3); });
    check('good', { id: 'area/good', uses: [], locks: ['a'] }, async () => {});`.replace(
    "'chai'",
    `'${import.meta.resolve('chai')}'`,
  ),
};

describe('A run with a quarantine', () => {
  it('passes with its failure, which is marked, and does not end at it', async () => {
    const quarantine = [{ test: 'area/kno*', owner: 'team-shop', reason: 'SHOP-12', until: '2999-12-31' }];
    const { exit, test, junit, stdout } = await runSpecs(SPECS, { config: { quarantine, run: { failFast: true } } });
    expect(exit).to.equal(0);
    expect(test('area/known')).to.deep.include({
      status: 'failed',
      quarantine: { owner: 'team-shop', reason: 'SHOP-12', until: '2999-12-31' },
    });
    expect(stdout).to.match(/2\/2 +passed +\d+ ms +area\/good/);
    expect(junit).to.not.contain('<failure');
  });

  it('tells of entries that match no test, and that have expired', async () => {
    const entry = { owner: 'team-shop', reason: 'SHOP-12' };
    const { results, stderr } = await runSpecs(SPECS, {
      config: {
        quarantine: [
          { ...entry, test: 'area/known', until: '2020-12-31' },
          { ...entry, test: 'area/unknown', until: '2999-12-31' },
        ],
      },
    });
    const notes = [
      'the quarantine of area/known has expired, and its failures decide again: until 2020-12-31 (team-shop): SHOP-12',
      'the quarantine of area/unknown matches no test',
    ];
    expect(results.run.notes).to.deep.equal(notes);
    for (const note of notes) expect(stderr).to.include(`warning: ${note}\n`);
  });
});
