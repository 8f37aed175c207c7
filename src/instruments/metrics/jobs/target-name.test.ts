import { expect } from 'chai';
import { target } from './target.fixture.ts';
import { errorOfTarget } from './target-name.ts';

describe('The last error of a target', () => {
  const cause = 'dial tcp 10.0.0.1:80: connect: connection refused';
  const url = `http://10.0.0.1:80/metrics?of=${'x'.repeat(120)}`;
  for (const [who, lastError] of [
    ['Prometheus', `Get "${url}": ${cause}`],
    ['VictoriaMetrics', `cannot perform request to "${url}": Get "${url}": ${cause}`],
  ] as const)
    it(`is its cause, without the address that ${who} has before it`, () => {
      expect(errorOfTarget(target({ lastError }))).to.equal(cause);
    });

  it('is never empty', () => {
    expect(errorOfTarget(target())).to.equal('it says no reason');
  });
});
