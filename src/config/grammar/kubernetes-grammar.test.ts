import { expect } from 'chai';
import { annotationProblem, labelProblem, selectorProblem, tolerationProblem } from './kubernetes-grammar.ts';

describe('The grammar of Kubernetes', () => {
  for (const [name, value] of [
    ['team', 'shop'],
    ['example.com/team', ''],
    ['a_b.c', 'A-1.x'],
  ] as const)
    it(`takes the label ${name}=${value}`, () => expect(labelProblem(name, value)).to.equal(undefined));

  for (const [name, value] of [
    ['a b', 'x'],
    ['a/b/c', 'x'],
    ['Example.com/a', 'x'],
    ['-a', 'x'],
    ['x'.repeat(64), 'x'],
    ['a', 'b c'],
    ['a', '-b'],
    ['a', 'x'.repeat(64)],
  ] as const)
    it(`refuses the label ${name}=${value}`, () =>
      expect(labelProblem(name, value)).to.match(/^a (name|value) has letters/));

  it('takes any text for an annotation, under a name', () => {
    expect(annotationProblem('Example.com/owner')).to.equal(undefined);
    expect(annotationProblem('a b')).to.match(/^a name has letters/);
  });

  for (const selector of ['', 'app', '!app', 'app=web', 'app==web, tier!=db', 'env in (a, b),x notin (c)', 'a=', 'n>5'])
    it(`takes the selector '${selector}'`, () => expect(selectorProblem(selector)).to.equal(undefined));

  for (const [selector, wrong] of [
    ['=x', '=x'],
    ['app in a,b', 'app in a'],
    ['app=a b', 'app=a b'],
    ['a=b,,c', ''],
    ['app in (a b)', 'app in (a b)'],
    ['a=b;c=d', 'a=b;c=d'],
    ['n>x', 'n>x'],
  ] as const)
    it(`refuses the selector '${selector}'`, () =>
      expect(selectorProblem(selector)).to.equal(
        `'${wrong}' is no requirement of a selector; write it as in app=web,tier!=db,env in (a, b),!old`,
      ));

  it('takes tolerations that a pod may have', () => {
    expect(tolerationProblem({ operator: 'Exists' })).to.equal(undefined);
    expect(tolerationProblem({ key: 'a', value: 'b', effect: 'NoExecute', tolerationSeconds: 5 })).to.equal(undefined);
    expect(tolerationProblem({ value: 'b' })).to.equal('without a key its operator must be Exists');
    expect(tolerationProblem({ key: 'a', operator: 'Exists', value: 'b' })).to.match(/has no value$/);
    expect(tolerationProblem({ key: 'a', tolerationSeconds: 5 })).to.match(/needs the effect NoExecute$/);
  });
});
