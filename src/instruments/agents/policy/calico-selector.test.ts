import { expect } from 'chai';
import { calicoSelects } from './calico-selector.ts';

const labels = { app: 'web', 'example.com/tier': 'front', in: 'x' };

describe('a selector of Calico', () => {
  for (const [text, selects] of [
    ['', true],
    ['all()', true],
    ['global()', false],
    ['has(app)', true],
    ['!has(app)', false],
    ['has(constructor)', false],
    ["app == 'web'", true],
    ['app=="db"', false],
    ["role != 'db'", true],
    ["app in {'db', 'web'}", true],
    ["role in {'db'}", false],
    ["app not in {'db'}", true],
    ["role not in {'db'}", true],
    ['app in {}', false],
    ["app contains 'e'", true],
    ["app starts with 'w' && app ends with 'b'", true],
    ["role starts with 'w'", false],
    ["example.com/tier == 'front'", true],
    ["has(role) || (app == 'web' && !(app == 'db'))", true],
    ["app == 'db' && has(app) || has(app)", true],
    ["app == 'db' && (has(app) || has(app))", false],
    ["in == 'x'", true],
    ['  has( app )  ', true],
  ] as const)
    it(`${text || 'that is empty'} ${selects ? 'selects' : 'does not select'} a pod`, () => {
      expect(calicoSelects(text, labels)).to.equal(selects);
    });

  it('global() selects what is in no namespace', () => {
    expect(calicoSelects('global()', {}, true)).to.equal(true);
  });

  for (const text of [
    'app',
    'app = "web"',
    "app == 'web",
    'app == web',
    'has(app',
    'some()',
    "app == 'a' &&",
    '{',
    ')',
  ])
    it(`is not known when it does not parse: ${text}`, () => {
      expect(calicoSelects(text, labels)).to.equal(undefined);
    });
});
