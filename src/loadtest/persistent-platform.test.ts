import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { jumpingClock } from '../time/clock.ts';
import { deployPersistent } from './persistent-platform.ts';

describe('A Locust platform that stays', () => {
  it('expires by the time of the API server, which cleanup also uses', async () => {
    await using api = await FakeApiServer.start({ objects: { '/version': {}, '/api/v1/namespaces/load': {} } });
    const cluster = api.door({ clock: jumpingClock(new Date('2020-01-01T00:00:00Z')) });
    await cluster.raw('/version');
    const profile = {
      workers: 1,
      script: '',
      target: 'http://shop',
      paths: ['/'],
      tls: 'default' as const,
      environment: {},
    };
    const request = { namespace: 'load', name: 'locust', runId: 'r1', profile };
    await deployPersistent({ cluster, config: configSchema.parse({}) }, request, new AbortController().signal);
    const made = [...api.objects.values()].filter(({ metadata }) => metadata.name.startsWith('locust-'));
    expect(made).to.have.length(4);
    for (const { metadata } of made)
      expect(Date.parse(metadata.annotations?.[suiteLabels.expires] ?? '')).to.be.above(cluster.serverDate().getTime());
    await cluster.close();
  });
});
