import { expect } from 'chai';
import { needsOf, readArguments } from './verbs.mjs';

describe('The command line of the bootstrap script', () => {
  it('takes --yes and passes on the other arguments', () => {
    expect(readArguments(['start', '--yes', '--focus', 'dns'])).to.deep.equal({
      verb: 'start',
      rest: ['--focus', 'dns'],
      yes: true,
    });
  });

  it("leaves kubectl's options to kubectl", () => {
    expect(readArguments(['cluster', 'kubectl', 'drain', '-y'])).to.deep.equal({
      verb: 'cluster',
      rest: ['kubectl', 'drain', '-y'],
      yes: false,
    });
  });

  it('accepts only its own verbs, not names that every object has', () => {
    expect([[], ['up'], ['toString']].map(readArguments)).to.deep.equal([undefined, undefined, undefined]);
  });

  const cases: [string, string][] = [
    ['start', 'testbed'],
    ['start --focus dns', 'testbed'],
    ['start --kubeconfig=/k', 'node'],
    ['start --context prod', 'node'],
    ['start --help', 'node'],
    ['test', 'testbed'],
    ['test --long', 'testbed'],
    ['test --quick', 'node'],
    ['cluster up --name b', 'testbed'],
    ['cluster down', 'root'],
    ['cluster kubectl get pods --context x', 'root'],
    ['bench', 'testbed'],
  ];
  for (const [line, needs] of cases) {
    it(`'${line}' needs: ${needs}`, () => {
      const { verb, rest } = readArguments(line.split(' ')) ?? expect.fail('no such verb');
      expect(needsOf(verb, rest)).to.equal(needs);
    });
  }
});
