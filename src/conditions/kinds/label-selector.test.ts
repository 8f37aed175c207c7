import { expect } from 'chai';
import { readSelector, selects, selectorText } from './label-selector.ts';

const selector = {
  matchLabels: { app: 'web' },
  matchExpressions: [
    { key: 'tier', operator: 'In', values: ['front', 'edge'] },
    { key: 'zone', operator: 'NotIn', values: ['b'] },
    { key: 'track', operator: 'Exists' },
    { key: 'canary', operator: 'DoesNotExist' },
  ],
};

describe('a label selector', () => {
  it('selects what meets all of it', () => {
    const labels = { app: 'web', tier: 'edge', track: 'stable' };
    expect(selects(selector, labels)).to.equal(true);
    for (const change of [{ app: 'db' }, { tier: 'back' }, { zone: 'b' }, { canary: '' }])
      expect(selects(selector, { ...labels, ...change })).to.equal(false);
    expect(selects(selector, { app: 'web', tier: 'edge' })).to.equal(false);
  });

  it('knows labels apart from what every object has', () => {
    const key = 'constructor';
    expect(selects({ matchExpressions: [{ key, operator: 'Exists' }] }, {})).to.equal(false);
    expect(selects({ matchExpressions: [{ key, operator: 'DoesNotExist' }] }, {})).to.equal(true);
  });

  it('selects everything when it is empty', () => {
    expect(selects({}, undefined)).to.equal(true);
  });

  it('is written as a LIST takes it', () => {
    expect(selectorText(selector)).to.equal('app=web,tier in (front,edge),zone notin (b),track,!canary');
  });

  it('is read as a LIST takes it', () => {
    for (const [text, yes, no] of [
      ['app=web', { app: 'web' }, { app: 'db' }],
      ['app==web,tier!=db', { app: 'web' }, { app: 'web', tier: 'db' }],
      [
        'environment in (staging, qa),application=nginx',
        { environment: 'qa', application: 'nginx' },
        { environment: 'qa' },
      ],
      ['tier notin (db),!canary', {}, { canary: '' }],
      ['example.com/track , app', { 'example.com/track': '', app: '' }, { app: '' }],
      ['app=', { app: '' }, {}],
    ] as const) {
      expect(selects(readSelector(text) ?? { matchLabels: { none: '' } }, yes), text).to.equal(true);
      expect(selects(readSelector(text) ?? {}, no), text).to.equal(false);
    }
    for (const broken of ['app in web', 'app=web,', '!app=web', 'app in (a', '=web', 'a b'])
      expect(readSelector(broken), broken).to.equal(undefined);
  });
});
