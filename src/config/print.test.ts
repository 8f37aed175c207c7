import { expect } from 'chai';
import { loadConfig } from './load.ts';
import { printConfig } from './print.ts';

describe('The configuration as printed', () => {
  const load = () =>
    loadConfig({
      environment: { E2E_TARGET: 'apps' },
      flags: [{ path: 'run.focus', value: 'dns', origin: '--focus' }],
    });

  it('shows each value and where it comes from', async () => {
    const rows = printConfig(await load(), { json: false })
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).to.deep.include(['run.targets', '[ apps ]', 'E2E_TARGET']);
    expect(rows).to.deep.include(['run.focus', 'dns', '--focus']);
    expect(rows).to.deep.include(['objects.resources.limits.cpu', '-', 'default']);
  });

  it('has the same for programs', async () => {
    const { file, values, origins } = JSON.parse(printConfig(await load(), { json: true }));
    expect(file).to.equal(null);
    expect(values.run.focus).to.equal('dns');
    expect(origins['run.targets']).to.equal('E2E_TARGET');
  });
});
