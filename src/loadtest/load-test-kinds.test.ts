import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { eventually } from '../../test/time/eventually.ts';
import { configSchema } from '../config/schema.ts';
import { jumpingClock } from '../time/clock.ts';
import { loadTestKinds } from './load-test-kinds.ts';
import { deployPersistent } from './persistent-platform.ts';
import { compileScripts } from './scripts/compile-scripts.ts';

const POD = '/api/v1/namespaces/load/pods/locust-compile-r1';

describe('The kinds that cleanup looks for after load tests', () => {
  it('are those of all objects that load tests create for a run', async () => {
    await using api = await FakeApiServer.start({
      objects: { '/version': { gitVersion: 'v1.36.3' }, '/api/v1/namespaces/load': {}, '/api/v1/nodes/n': {} },
    });
    const cluster = api.door({ clock: jumpingClock() });
    const config = configSchema.parse({});
    const { signal } = new AbortController();
    const files = [{ name: 'buy.py', content: Buffer.from('x = 1\n') }];
    const place = { namespace: 'load', runId: 'r1' };
    const profile = {
      ...{ workers: 1, script: 'buy.py', target: 'http://shop', paths: ['/'], environment: {} },
      tls: 'default' as const,
    };

    await deployPersistent(
      { cluster, config },
      { ...place, name: 'locust', profile, files, loadBalancer: true },
      signal,
    );
    const compiled = compileScripts({ cluster, config }, { ...place, parts: [files] }, signal);
    await eventually(() => api.objects.has(POD));
    const state = { terminated: { exitCode: 0 } };
    api.put(POD, { ...api.objects.get(POD), status: { containerStatuses: [{ name: 'python', state }] } });
    await compiled;
    await cluster.close();

    const sent = api.requests.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
    const manifests = sent.map(
      ({ body }) => JSON.parse(body) as { kind: string; metadata: { ownerReferences?: object } },
    );
    // What another object owns is removed with that.
    const created = manifests.filter(({ metadata }) => !metadata.ownerReferences).map(({ kind }) => kind);
    expect([...new Set(created)]).to.have.members(loadTestKinds.map(({ kind }) => kind));
  });
});
