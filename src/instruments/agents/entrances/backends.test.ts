import { expect } from 'chai';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { PodCreator } from '../creators/pod-creator.ts';
import type { Backing } from '../reach/service-backing.ts';
import { idleText, readBackends, routedTrouble, type RoutedBackend } from './backends.ts';

const date = new Date('2026-11-28T00:00:00Z');
const web = (spec: object = {}, metadata: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web', ...metadata },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }], ...spec },
  }) as unknown as Service;
const slices = (ready: boolean) =>
  [
    {
      metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready } }],
      ports: [{ name: 'http', port: 8080 }],
    },
  ] as unknown as EndpointSlice[];
const creator = (idle: string | undefined) =>
  ({ name: 'deployment shop/web', idle: () => idle, adds: () => undefined }) as unknown as PodCreator;
const backing = (idle: string | undefined): Backing => ({
  service: web(),
  creators: { found: [creator(idle)], unread: [] },
  evidence: { pods: [], events: [] },
});
const backend = (more: Partial<RoutedBackend> = {}, port?: number | string): RoutedBackend => ({
  ...{ ref: { namespace: 'shop', name: 'web', port }, service: web(), slices: slices(true), date },
  ...more,
});

describe('A Service that an Ingress or a route names', () => {
  it('is in order with a ready endpoint, and its port by number, by name, or not named', () => {
    for (const port of [80, 'http', undefined]) expect(routedTrouble(backend({}, port))).to.equal(undefined);
  });

  it('is in order by design without endpoints, where its owner says so or it is another name', () => {
    const skipped = web({}, { annotations: { 'shakedown/skip': 'true' } });
    const external = web({ type: 'ExternalName', externalName: 'shop.example.com', ports: [] });
    for (const service of [skipped, external])
      expect(routedTrouble(backend({ service, slices: [] }, 80))).to.equal(undefined);
  });

  it('at zero is no trouble, and worth a note', () => {
    const seen = backend({ slices: slices(false), backing: backing('deployment shop/web is scaled to zero') });
    expect(routedTrouble(seen)).to.equal(undefined);
    expect(idleText(seen)).to.equal(
      'Service shop/web has no endpoint by design: deployment shop/web is scaled to zero',
    );
    expect(idleText(backend())).to.equal(undefined);
  });

  for (const [what, seen, text] of [
    ['does not exist', backend({ service: undefined }), 'Service shop/web does not exist'],
    ['has another port', backend({}, 8080), 'Service shop/web has no port 8080, only 80'],
    ['has no ready endpoint', backend({ slices: slices(false) }), 'Service shop/web has no ready endpoint'],
    [
      'has none, with the reason',
      backend({ slices: [], backing: backing(undefined) }),
      'Service shop/web: it has no ready endpoint: selector app=web matches no pod; such pods are created by deployment shop/web',
    ],
  ] as const)
    it(`that ${what} is trouble`, () => {
      expect(routedTrouble(seen)).to.equal(text);
    });

  it('is read once, and what is behind it only without a ready endpoint', async () => {
    const asked: string[] = [];
    const look = {
      ...{ date, why: false, first: false },
      get: (_kind: unknown, { name }: { name: string }) => {
        asked.push(name);
        return Promise.resolve(name === 'web' ? web() : undefined);
      },
      list: () => Promise.resolve(slices(false)),
    } as unknown as Look;
    const refs = ['web', 'web', 'gone'].map((name) => ({ namespace: 'shop', name, port: 80 }));
    expect(await readBackends(look, refs)).to.deep.equal([
      { ref: refs[0], service: web(), slices: slices(false), date },
      { ref: refs[2], service: undefined, slices: [], date },
    ]);
    expect(asked).to.deep.equal(['web', 'gone']);
  });
});
