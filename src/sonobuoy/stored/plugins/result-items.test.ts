import { expect } from 'chai';
import { readItems } from './result-items.ts';

describe('The sonobuoy_results.yaml of a plugin', () => {
  it('has its tests in its leaves, with the reason of a failure', () => {
    const { cases } = readItems(`
name: e2e
status: failed
meta: {type: summary}
items:
- name: junit_01.xml
  status: failed
  meta: {file: results/global/junit_01.xml, type: file}
  items:
  - name: Kubernetes e2e suite
    status: failed
    items:
    - {name: a, status: passed}
    - name: b
      status: failed
      details: {failure: "expected 1\\nat x.go:1"}
    - {name: c, status: skipped}
    - {name: d, status: timeout}
    - {name: e, status: flaky}
- name: timeout waiting for results
  status: timeout
  meta: {file: errors/global/error.json}
`);
    const group = 'Kubernetes e2e suite';
    expect(cases).to.deep.equal([
      { name: 'a', group, status: 'passed', seconds: 0 },
      { name: 'b', group, status: 'failed', seconds: 0, message: 'expected 1', detail: 'expected 1\nat x.go:1' },
      { name: 'c', group, status: 'skipped', seconds: 0 },
      { name: 'd', group, status: 'failed', seconds: 0 },
      {
        ...{ name: 'e', group, status: 'unknown', seconds: 0 },
        message: "the plugin says 'flaky' about it, which is no verdict",
      },
    ]);
  });

  for (const [what, text] of [
    ['no YAML', 'items: ['],
    ['a list', '- 1'],
    ['nested in itself', 'name: x\nitems: &a\n- {name: y, items: *a}'],
    ['of other values', 'items: {a: 1}'],
  ] as const)
    it(`that is ${what} is not read`, () => {
      expect(readItems(text)).to.deep.equal({ cases: [], problem: 'it is not as Sonobuoy writes it' });
    });

  it('without items has no tests', () => {
    expect(readItems('name: e2e\nstatus: unknown')).to.deep.equal({ cases: [] });
  });
});
