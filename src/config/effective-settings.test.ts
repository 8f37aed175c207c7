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

  it('have of the addresses of channels the host alone, because the rest may be a secret', async () => {
    const loaded = await load({
      'notify.webhook.url': 'https://hooks.zapier.example/hooks/catch/1234567/b8xk2f9/',
      'notify.metrics.pushgateway': 'https://ci:S3cretPw9@push.example:9091',
      'notify.slack.api': 'https://proxy.example/?key=S3cretPw9',
      'notify.reportUrl': 'https://reports.example/{cluster}/{run}.html',
    });
    expect(effectiveSettings(loaded).map(({ key, value }) => `${key} ${value}`)).to.have.members([
      'run.targets [ apps ]',
      'notify.webhook.url https://hooks.zapier.example/…',
      'notify.metrics.pushgateway https://push.example:9091/…',
      'notify.slack.api https://proxy.example/…',
      'notify.reportUrl "https://reports.example/{cluster}/{run}.html"',
    ]);
  });

  it('have where the address of a webhook is, if it is a secret', async () => {
    const loaded = await load({ 'notify.webhook.url': 'env:HOOK' });
    expect(effectiveSettings(loaded).at(-1)?.value).to.equal('env:HOOK');
    const wrong = await load({ 'notify.webhook.url': 'b8xk2f9-secret' }).catch((error: Error) => error.message);
    expect(wrong)
      .to.match(/notify\.webhook\.url is no address; begin it with/)
      .and.not.include('b8xk2f9');
  });

  it('are not those that are set to their default', async () => {
    const loaded = await load({ 'time.settle': '3m' });
    expect(effectiveSettings(loaded).map(({ key }) => key)).to.deep.equal(['run.targets']);
  });
});
