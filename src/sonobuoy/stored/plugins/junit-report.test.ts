import { expect } from 'chai';
import { junitReader } from './junit-report.ts';

/** Reads a report in pieces of a few bytes. */
function read(text: string, piece = 7) {
  const reader = junitReader();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) reader.write(bytes.subarray(at, at + piece));
  return reader.end();
}
const namesIn = (text: string) => read(text)?.cases.map(({ name, status }) => `${name} ${status}`);

describe('A JUnit report of another plugin', () => {
  it('has tests that passed, failed and were skipped, each with its reason', () => {
    const report = read(`<?xml version="1.0" encoding="UTF-8"?>
      <testsuites><testsuite name="Kubernetes e2e suite" tests="3">
        <testcase name="[It] a &lt; b" classname="Kubernetes e2e suite" time="1.5"><system-out>much</system-out></testcase>
        <testcase name="b" classname="Kubernetes e2e suite" time="1,234.5"><failure message="expected 1" type="failed"><![CDATA[at x.go:1
at y.go:2]]></failure><system-err>more</system-err></testcase>
        <testcase name="c" classname="Kubernetes e2e suite"><skipped message="skipped - not here"/></testcase>
      </testsuite></testsuites>`);
    const group = 'Kubernetes e2e suite';
    expect(report).to.deep.equal({
      cases: [
        { name: '[It] a < b', group, seconds: 1.5, status: 'passed' },
        { name: 'b', group, seconds: 1234.5, status: 'failed', message: 'expected 1', detail: 'at x.go:1\nat y.go:2' },
        { name: 'c', group, seconds: 0, status: 'skipped', message: 'skipped - not here' },
      ],
    });
  });

  it('has tests in suites of suites, and outside of any, which Sonobuoy does not count', () => {
    expect(
      namesIn(
        '<testsuites><testcase name="a"><failure/></testcase><testsuite><testsuite name="n"><testcase name="b"><error message="e"/></testcase></testsuite></testsuite></testsuites>',
      ),
    ).to.deep.equal(['a failed', 'b failed']);
  });

  it('has a failed test where a failure stands beside a skip, which Sonobuoy counts as skipped', () => {
    expect(namesIn('<testsuite><testcase name="a"><skipped/><failure/></testcase></testsuite>')).to.deep.equal([
      'a failed',
    ]);
  });

  it('expands no entity of a DTD: it is not valid', () => {
    const lol = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>';
    const report = read(`${lol}<testsuite><testcase name="x"><failure message="&b;"/></testcase></testsuite>`);
    expect(report?.problem).to.equal('it is not valid XML (line 1): undefined entity.');
    expect(JSON.stringify(report)).to.not.contain('lol');
  });

  it('never reads a file that an entity names', () => {
    const report = read(
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n<testsuite><testcase name="x"><failure>&f;</failure></testcase></testsuite>',
    );
    expect(report?.problem).to.equal('it is not valid XML (line 2): undefined entity.');
    expect(JSON.stringify(report)).to.not.contain('root:');
  });

  it('keeps no output of tests, however much it is, and little of a failure', () => {
    const reader = junitReader();
    reader.write(Buffer.from('<testsuite><testcase name="a"><system-out>'));
    for (let mebibyte = 0; mebibyte < 8; mebibyte += 1) reader.write(Buffer.alloc(1024 ** 2, 'x'));
    reader.write(Buffer.from('</system-out><failure message="m">'));
    reader.write(Buffer.alloc(1024 ** 2, 'y'));
    reader.write(Buffer.from('</failure></testcase></testsuite>'));
    const report = reader.end();
    expect(report?.problem).to.equal(undefined);
    expect(report?.cases[0]?.detail).to.have.length(16_384);
    expect(JSON.stringify(report)).to.have.length.below(17_000);
  });

  it('is not read further when one of its texts is huge, or its elements are deep', () => {
    const reader = junitReader();
    reader.write(Buffer.from('<testsuite><testcase name="a"/><testcase name="b"><system-out><![CDATA['));
    const block = Buffer.alloc(4 * 1024 ** 2, 'x');
    for (let written = 0; written < 9; written += 1) reader.write(block);
    expect(reader.end()).to.deep.equal({
      cases: [{ name: 'a', group: '', seconds: 0, status: 'passed' }],
      problem: 'it has a text of more than 32 MiB',
    });
    expect(read('<testsuite>'.repeat(40))?.problem).to.equal('it has elements in more than 32 others');
  });

  for (const [what, text, problem] of [
    ['cut off', '<testsuite><testcase name="a"/>', 'it is not valid XML (line 1): unclosed tag: testsuite'],
    ['empty', '', 'it is not valid XML (line 1): document must contain a root element.'],
    [
      'of control characters',
      '<testsuite>\n<testcase name="a\u001B[1m"/></testsuite>',
      'it is not valid XML (line 2): disallowed character.',
    ],
  ] as const)
    it(`that is ${what} is reported with its line`, () => {
      expect(read(text)?.problem).to.equal(problem);
    });

  it('is none when it is other XML', () => {
    expect(read('<settings><testcase name="a"/></settings>')).to.equal(undefined);
  });
});
