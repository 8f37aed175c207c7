import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { jumpingClock } from '../time/clock.ts';
import { deployPersistent, persistentPlatform, refuseInUse, refusePersistent } from './persistent-platform.ts';

describe('A Locust platform that stays', () => {
  it('for a run expires by the time of the API server, which cleanup also uses', async () => {
    await using api = await FakeApiServer.start({
      objects: { '/version': { gitVersion: 'v1.36.3' }, '/api/v1/namespaces/load': {} },
    });
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
    expect(made).to.have.length(6);
    for (const { metadata } of made)
      expect(Date.parse(metadata.annotations?.[suiteLabels.expires] ?? '')).to.be.above(cluster.serverDate().getTime());
    await cluster.close();
  });

  const signal = new AbortController().signal;
  const ref = { namespace: 'load', name: 'locust' };
  const MASTER = '/apis/apps/v1/namespaces/load/deployments/locust-master';
  const LEASE = '/apis/coordination.k8s.io/v1/namespaces/load/leases/shakedown';
  const said = async (work: Promise<unknown>) =>
    await work.then(
      () => 'nothing',
      (error: Error) => error.message,
    );

  it('does not expire when it was set up to stay, so that cleanup takes it for no leftover', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/load': {} } });
    const profile = {
      workers: 1,
      script: '',
      target: 'http://shop',
      paths: ['/'],
      tls: 'default' as const,
      environment: {},
    };
    const request = { ...ref, runId: 'r1', profile, stays: true };
    await deployPersistent({ cluster: api.door(), config: configSchema.parse({}) }, request, signal);
    const made = [...api.objects.values()].filter(({ metadata }) => metadata.name.startsWith('locust-'));
    expect(made.filter(({ metadata }) => suiteLabels.expires in (metadata.annotations ?? {}))).to.deep.equal([]);
    // A run neither replaces it nor removes it.
    expect(await said(refusePersistent(api.door(), ref, signal))).to.match(
      /^LOAD_PLATFORM_EXISTS: one that was set up by somebody, in run r1, at .*\n {2}expected: no platform that stays in load\/locust: a run removes/,
    );
  });

  it('that does not exist is named, with the command that sets it up', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const context = { cluster: api.door(), config: configSchema.parse({}) };
    expect(await said(persistentPlatform(context, { namespace: 'load', name: 'shop' }, signal))).to.equal(
      'LOAD_NO_PLATFORM: there is no Locust platform shop in namespace load\n' +
        '  expected: a Locust platform that was set up before\n' +
        '  do:       set it up: shakedown loadtest setup --namespace load --name shop --target SERVICE.NAMESPACE; or name another: --namespace and --name',
    );
  });

  it('opens its dashboard alone to the outside, until it is set up without', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/load': {} } });
    const profile = {
      ...{ workers: 1, script: '', target: 'http://shop', paths: ['/'] },
      ...{ tls: 'default' as const, environment: {} },
    };
    const deploy = async (loadBalancer: boolean) => {
      const request = { ...ref, runId: 'r1', profile, stays: true, loadBalancer };
      await deployPersistent({ cluster: api.door(), config: configSchema.parse({}) }, request, signal);
      const services = [...api.objects.entries()].filter(([path]) => path.includes('/services/'));
      return services.map(([, { metadata, spec }]) => {
        const { type, ports } = spec as { type: string; ports: { port: number }[] };
        return `${metadata.name} ${type} ${ports.map(({ port }) => port).join(' ')}`;
      });
    };
    const inside = 'locust-master ClusterIP 5557 5558 8089';
    expect(await deploy(true)).to.have.members([inside, 'locust-dashboard LoadBalancer 8089']);
    expect(await deploy(false)).to.deep.equal([inside]);
  });

  it('of a killed run may be replaced by the next run', async () => {
    const annotations = { [suiteLabels.expires]: '2026-11-27T16:00:00.000Z' };
    await using api = await FakeApiServer.start({
      objects: { [MASTER]: { metadata: { name: 'locust-master', annotations } } },
    });
    expect(await said(refusePersistent(api.door(), ref, signal))).to.equal('nothing');
  });

  it('is in use while a run holds its namespace', async () => {
    const spec = {
      holderIdentity: 'r9',
      leaseDurationSeconds: 30,
      acquireTime: new Date().toISOString(),
      renewTime: new Date().toISOString(),
    };
    await using api = await FakeApiServer.start({ objects: { [LEASE]: { metadata: { name: 'shakedown' }, spec } } });
    const context = { cluster: api.door(), config: configSchema.parse({}) };
    expect(await said(refuseInUse(context, ref, signal))).to.match(/^LOAD_UNDER_WAY: run r9 of somebody, since /);
    api.objects.delete(LEASE);
    expect(await said(refuseInUse(context, ref, signal))).to.equal('nothing');
  });
});
