import { expect } from 'chai';
import { environmentVariables, unknownVariables } from './environment-variables.ts';

describe('A variable of the environment', () => {
  for (const [name, hint] of [
    ['E2E_FOCSU', 'did you mean E2E_FOCUS?'],
    ['E2E_TIME_SETTLE', 'did you mean --set time.settle=…?'],
    ['SHAKEDOWN_LOAD_IMAGE', 'did you mean --set load.image=…?'],
    ['E2E_SOMETHING_ELSE', '`shakedown config --help` lists them'],
  ] as const)
    it(`that sets nothing is reported: ${name}`, () => {
      expect(unknownVariables({ [name]: 'x', PATH: '/bin' })).to.deep.equal([
        `${name} is no variable of shakedown and sets nothing; ${hint}`,
      ]);
    });

  it('is not reported when it is known, empty, of the conformance image, or of a Service', () => {
    const known = Object.fromEntries(environmentVariables.map(({ name }) => [name, 'x']));
    const others = { E2E_PARALLEL: '1', E2E_OTHER: '', SHAKEDOWN_AGENTS_SERVICE_HOST: '10.0.0.1' };
    const ports = { SHAKEDOWN_AGENTS_PORT: 'tcp://10.0.0.1:80', SHAKEDOWN_AGENTS_PORT_80_TCP_ADDR: '10.0.0.1' };
    expect(unknownVariables({ ...known, ...others, ...ports })).to.deep.equal([]);
  });
});
