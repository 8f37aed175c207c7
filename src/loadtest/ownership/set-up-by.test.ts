import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { suiteLabels } from '../../objects/suite-labels.ts';
import { silentProgress } from '../../terminal/progress.ts';
import { jumpingClock } from '../../time/clock.ts';
import { setUpPlatform } from '../set-up-platform.ts';
import type { SetUpBy } from './set-up-by.ts';

const NAMESPACE = '/api/v1/namespaces/load';
const MASTER = '/apis/apps/v1/namespaces/load/deployments/locust-master';
const ours = {
  [suiteLabels.managedByLabel]: suiteLabels.managedBy,
  [suiteLabels.runLabel]: 'r0',
  'shakedown/load': 'locust',
};
const broken = {
  terminated: { exitCode: 1, message: 'File "/var/loadtest/buy.py", line 1\nSyntaxError: invalid syntax' },
};

/** What a setup says where a platform exists that was set up so, and the annotation of the master afterwards. */
async function setUp(annotations: Record<string, string> | undefined, setUpBy: SetUpBy, takeOver = false) {
  const master: Partial<Stored> = {
    metadata: { name: 'locust-master', labels: ours, ...(annotations && { annotations }) },
  };
  await using api = await FakeApiServer.start({
    objects: {
      ...{ '/version': {}, [NAMESPACE]: {} },
      ...(annotations && { [MASTER]: master }),
      // Its script ends the setup.
      [`${NAMESPACE}/pods/locust-master-x`]: {
        metadata: { name: '', labels: { ...ours, [suiteLabels.runLabel]: 'r1' } },
        status: { containerStatuses: [{ name: 'locust', state: broken }] },
      },
    },
  });
  const cluster = api.door({ clock: jumpingClock() });
  const spec = {
    ...{ workers: 1, script: '', target: 'http://shop', paths: ['/'], tls: 'default' as const, environment: {} },
    ...{ users: 1, spawnRate: 1, seconds: 60, rate: 0, thresholds: [] },
  };
  const error = await setUpPlatform(
    { cluster, config: configSchema.parse({}), signal: new AbortController().signal, progress: silentProgress },
    {
      ...{ ref: { namespace: 'load', name: 'locust' }, plan: { spec, scripts: [], files: [] }, runId: 'r1' },
      ...{ loadBalancer: false, holder: 'ann@laptop', cleanUpCommand: 'x', setUpBy, takeOver },
    },
  ).catch((thrown: Error) => thrown.message);
  if (typeof error !== 'string') throw new Error('its script is broken, and it was set up');
  await cluster.close();
  const said = error.split('\n').filter((line) => !line.startsWith(' ') || line.startsWith('  do:'));
  return { said, writes: api.writes.filter((write) => !write.includes('leases')), sent: api.requests };
}

describe('A platform that somebody has set up to stay', () => {
  const by = (who: string) => ({
    'shakedown/set-up-by': JSON.stringify({ who, context: 'staging', at: '2026-11-27T16:00:00.000Z' }),
  });
  const broke = 'LOAD_SCRIPT_BROKEN: SyntaxError: invalid syntax';

  it('is not replaced by somebody else without a word: who, when and from where is said, and nothing is changed', async () => {
    const { said, writes } = await setUp(by('ann@laptop'), { who: 'bob@desk', context: 'staging' });
    expect(said).to.deep.equal([
      'LOAD_PLATFORM_EXISTS: one that was set up by ann@laptop, at 2026-11-27T16:00:00.000Z, from the context staging',
      '  do:       use it: shakedown loadtest start; or choose another --name, or replace it: --take-over',
    ]);
    expect(writes).to.deep.equal([]);
  });

  it('is replaced by who has set it up, by who takes it over, and after a run', async () => {
    expect((await setUp(by('ann@laptop'), { who: 'ann@laptop' })).said[0]).to.equal(broke);
    expect((await setUp(by('ann@laptop'), { who: 'bob@desk' }, true)).said[0]).to.equal(broke);
    expect((await setUp({ [suiteLabels.expires]: '2026-11-27T16:00:00Z' }, { who: 'bob@desk' })).said[0]).to.equal(
      broke,
    );
  });

  it('of an older version is not known to be anybody’s, so that it is not replaced either', async () => {
    expect((await setUp({}, { who: 'bob@desk' })).said[0]).to.match(
      /^LOAD_PLATFORM_EXISTS: one that was set up by somebody, in run r0, at /,
    );
  });

  it('is nobody’s that is known where somebody has edited the annotation, so that it is not replaced either', async () => {
    for (const text of ['ann@laptop', 'null', '{"who":7}'])
      expect((await setUp({ 'shakedown/set-up-by': text }, { who: 'bob@desk' })).said[0], text).to.match(
        /^LOAD_PLATFORM_EXISTS: one that was set up by somebody, in run r0, at /,
      );
  });

  it('says whose it is', async () => {
    const { sent } = await setUp(undefined, { who: 'bob@desk', context: 'prod' });
    const [written] = sent.filter(
      ({ url, method }) => method === 'PATCH' && url.includes('locust-master') && url.includes('deployments'),
    );
    const { metadata } = JSON.parse(written?.body ?? '{}') as Stored;
    expect(JSON.parse(metadata.annotations?.['shakedown/set-up-by'] ?? '')).to.deep.include({
      who: 'bob@desk',
      context: 'prod',
    });
  });
});
