import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Pod, Service } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../waiting/condition.ts';
import { backendTrouble, readBackend } from './backend.ts';
import { hookBackend, hookService, sliceOf } from './backend.fixture.ts';

const pulling = {
  metadata: { namespace: 'shop', name: 'hook-1', labels: { app: 'hook' } },
  spec: { nodeName: 'n1' },
  status: {
    phase: 'Pending',
    containerStatuses: [
      { name: 'app', image: 'hook:9', state: { waiting: { reason: 'ErrImagePull', message: 'hook:9: not found' } } },
    ],
  },
} as unknown as Pod;
const withSpec = (spec: object) => ({ ...hookService, spec: { ...hookService.spec, ...spec } }) as unknown as Service;

describe('A Service that the API server calls', () => {
  it('is in order with a ready endpoint that has its port, and when it stands for a name outside of the cluster', () => {
    expect(backendTrouble(hookBackend())).to.equal(undefined);
    expect(backendTrouble(hookBackend({ slices: [sliceOf([false, true])] }))).to.equal(undefined);
    const external = withSpec({ type: 'ExternalName', externalName: 'hook.example.com', ports: undefined });
    expect(backendTrouble(hookBackend({ service: external, slices: [] }))).to.equal(undefined);
  });

  for (const [what, backend, text] of [
    ['does not exist', { service: undefined }, 'Service shop/hook does not exist'],
    ['has another port', { port: 8443 }, 'Service shop/hook has no port 8443, only 443'],
    ['has no ports', { service: withSpec({ ports: [] }) }, 'Service shop/hook has no port 443, only none'],
    ['has no ready endpoint', { slices: [sliceOf([false])] }, 'Service shop/hook has no ready endpoint'],
    [
      'has no endpoint and no selector',
      { slices: [], service: withSpec({ selector: undefined }) },
      'Service shop/hook has no ready endpoint, and no selector',
    ],
    [
      'selects no pod',
      { slices: [], evidence: { pods: [], events: [] } },
      'Service shop/hook has no ready endpoint: its selector app=hook selects no pod',
    ],
    [
      'has a pod whose image cannot be pulled',
      { slices: [], evidence: { pods: [pulling], events: [] } },
      'Service shop/hook has no ready endpoint: image "hook:9" cannot be pulled (ErrImagePull): hook:9: not found (pod hook-1)',
    ],
    [
      'has pods that cannot be read',
      { slices: [], evidence: { pods: [], events: [], unread: { pods: 'its pods could not be read: 403' } } },
      'Service shop/hook has no ready endpoint; its pods could not be read: 403',
    ],
    [
      'has endpoints without its port',
      { slices: [sliceOf([true], 'metrics')] },
      'none of the ready endpoints of Service shop/hook has its port 8443',
    ],
  ] as const)
    it(`that ${what} says so`, () => {
      expect(backendTrouble(hookBackend(backend))).to.equal(text);
    });

  it('is read with its own slices only, and with its pods only if it has no ready endpoint', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        '/api/v1/namespaces/shop/pods': [listOf('9', [pulling])],
        '/api/v1/namespaces/shop/events': [listOf('9', [])],
      },
    });
    const cluster = server.door();
    const foreign = { ...sliceOf([true]), metadata: { namespace: 'shop', labels: {} } };
    const read = (ready: boolean) => {
      const slices = [sliceOf([ready]), foreign];
      const look = {
        ...{ cluster, why: true, first: true, date: new Date(), signal: new AbortController().signal },
        get: () => Promise.resolve(hookService),
        list: () => Promise.resolve(slices),
      } as unknown as Look;
      return readBackend(look, hookBackend());
    };
    expect((await read(true)).evidence).to.equal(undefined);
    const short = await read(false);
    expect(short.slices).to.have.length(1);
    expect(short.evidence?.pods).to.have.length(1);
    await cluster.close();
  });
});
