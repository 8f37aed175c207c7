import { expect } from 'chai';
import { indexKeys, indexName, keyPart, nameOfPart, runKey, runObject } from './layout.ts';

const place = { prefix: 'shakedown', cluster: 'prod', startedAt: '2026-11-21T23:59:59.999Z', id: 'r1' };

describe('The layout of the archive', () => {
  it('has a folder for each run, by cluster and day', () => {
    expect(runKey(place)).to.equal('shakedown/prod/2026/11/21/r1/');
    expect(runKey({ ...place, prefix: '', startedAt: '2026-11-21T23:30:00-02:00' })).to.equal('prod/2026/11/22/r1/');
  });

  it('has finer indexes for what that of a month has no room for', () => {
    const keys = ['2026-11', '2026-11-21', '2026-11-21T23', '2026-11-21T23-59'];
    expect(indexKeys(place)).to.deep.equal(keys.map((name) => `shakedown/prod/index/${name}.json`));
    expect(indexKeys(place).map(indexName)).to.deep.equal(keys);
    for (const key of ['shakedown/prod/2026-11.json', 'a/index/2026.json', 'a/index/2026-11-21T23-59-59.json'])
      expect(indexName(key), key).to.equal(undefined);
  });

  it('takes any text as a name, and makes a part of its own of each', () => {
    const names = [
      'prod',
      'Prod',
      'a/b',
      'a_2fb',
      'a_b',
      'a b',
      '..',
      '.',
      'ä',
      'a\u0308',
      '😀',
      'a%2Fb',
      '-',
      'index',
      '\n',
    ];
    const parts = names.map(keyPart);
    expect(new Set(parts).size).to.equal(names.length);
    for (const part of parts) expect(part).to.match(/^(?!\.)[-\w.]+$/);
    expect(parts.map(nameOfPart)).to.deep.equal(names);
  });

  it('cuts names that are too long, and still makes a part of its own of each', () => {
    const [one, other] = [`${'ü'.repeat(300)}a`, `${'ü'.repeat(300)}b`].map(keyPart);
    expect(one)
      .to.have.length(200)
      .and.match(/^(_c3_bc)+.*__[0-9a-f]{64}$/);
    expect(other).not.to.equal(one);
    expect(nameOfPart(one ?? '')).to.equal(undefined);
  });

  it('tells the objects of runs from others', () => {
    expect(runObject('shakedown', 'shakedown/prod/2026/11/21/r1/evidence/a.txt')).to.deep.equal({
      ...{ run: 'shakedown/prod/2026/11/21/r1/', file: 'evidence/a.txt', day: Date.parse('2026-11-21') },
    });
    for (const key of [
      ...[
        'shakedown/prod/index/2026-11.json',
        'shakedown/prod/2026/13/21/r1/results.json',
        'other/prod/2026/11/21/r1/x',
      ],
      ...['shakedown/prod/2026/11/21/r1', 'shakedown/prod/2026/11/21/r1/', 'shakedown/a/b/2026/11/21/r1/x'],
    ])
      expect(runObject('shakedown', key), key).to.equal(undefined);
  });
});
