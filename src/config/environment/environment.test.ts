import { expect } from 'chai';
import { settingsFrom, splitArguments } from './environment.ts';

describe('The environment', () => {
  it('sets keys of the configuration, and says which variable did', () => {
    expect(settingsFrom({ E2E_FOCUS: 'dns', E2E_TARGET: 'apps', PATH: '/bin' })).to.deep.equal([
      { path: 'run.focus', value: 'dns', origin: 'E2E_FOCUS' },
      { path: 'run.targets', value: 'apps', origin: 'E2E_TARGET' },
    ]);
  });

  it('ignores empty variables: other drivers of conformance images define all of them', () => {
    expect(settingsFrom({ E2E_FOCUS: '', E2E_DRYRUN: '' })).to.deep.equal([]);
  });

  it('count without the spaces around them, and are refused in quotes, which belong to no value', () => {
    expect(settingsFrom({ E2E_FOCUS: ' dns ' })).to.deep.equal([
      { path: 'run.focus', value: 'dns', origin: 'E2E_FOCUS' },
    ]);
    expect(settingsFrom({ E2E_TARGET: '"dns"' })).to.have.length(1);
    expect(() => settingsFrom({ E2E_SKIP: '"dns"' })).to.throw(
      /^USAGE_ERROR: E2E_SKIP is "dns", and its quotes belong to the value\n.*\n {2}do: +leave them out: E2E_SKIP=dns$/,
    );
  });
});

describe('E2E_EXTRA_ARGS', () => {
  for (const [text, parts] of [
    ['', []],
    ['   ', []],
    ['--disruptive  --focus dns', ['--disruptive', '--focus', 'dns']],
    [`--focus 'a b' --skip "c d"`, ['--focus', 'a b', '--skip', 'c d']],
    [`--set objects.labels.team='the team'`, ['--set', 'objects.labels.team=the team']],
    [String.raw`--focus "say \"hi\" \\ \["`, ['--focus', String.raw`say "hi" \ \[`]],
    [String.raw`--focus 'a\.b'`, ['--focus', String.raw`a\.b`]],
    [`--focus ''`, ['--focus', '']],
  ] as const)
    it(`splits ${JSON.stringify(text)} as a shell would`, () => expect(splitArguments(text)).to.deep.equal(parts));

  for (const text of [`--focus 'dns --disruptive`, `--focus "dns`, `--focus it's`])
    it(`refuses the quote in ${JSON.stringify(text)} that is not closed`, () =>
      expect(() => splitArguments(text)).to.throw(/^USAGE_ERROR: a quote that is not closed in /));
});
