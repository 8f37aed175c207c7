import { expect } from 'chai';
import { effectiveSettings } from './effective-settings.ts';
import { loadConfig } from './load.ts';

describe('The settings that a run is kept with', () => {
  const load = (flags: Record<string, string>) =>
    loadConfig({
      environment: { E2E_TARGET: 'apps' },
      flags: Object.entries(flags).map(([path, value]) => ({ path, value, origin: `--set ${path}` })),
    });

  it('are those that differ from the default, with their origins', async () => {
    const loaded = await load({ 'time.settle': '9s', 'objects.labels.team': 'core' });
    expect(effectiveSettings(loaded)).to.deep.equal([
      { key: 'run.targets', value: '[ apps ]', origin: 'E2E_TARGET' },
      { key: 'time.settle', value: '9s', origin: '--set time.settle' },
      { key: 'objects.labels', value: '{ team: core }', origin: '--set objects.labels.team' },
    ]);
  });

  it('are not the commands that build and delete the cluster, which are no part of a run', async () => {
    const loaded = await load({ 'nightly.build': './up', 'nightly.keepOnFailure': 'true' });
    expect(effectiveSettings(loaded).map(({ key }) => key)).to.deep.equal(['run.targets']);
  });

  it('are not those that are set to their default', async () => {
    const loaded = await load({ 'time.settle': '3m' });
    expect(effectiveSettings(loaded).map(({ key }) => key)).to.deep.equal(['run.targets']);
  });
});
