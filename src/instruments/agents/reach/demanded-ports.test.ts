import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { portsBehind } from './demanded-ports.ts';

const service: Service = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    ports: [
      { name: 'http', port: 80 },
      { name: 'mesh', port: 9094 },
    ],
  },
};
const path = (name: string, port: object) => ({
  pathType: 'Prefix',
  backend: { service: { name, port } },
});
const behind = (...paths: ReturnType<typeof path>[]) => [
  ...portsBehind([{ spec: { rules: [{ http: { paths } }] } }], service),
];

describe('The ports of a Service to which an Ingress leads', () => {
  it('are those that it names, by name or by number', () => {
    expect(behind(path('web', { name: 'mesh' }))).to.deep.equal(['mesh']);
    expect(behind(path('web', { number: 80 }), path('web', { number: 9094 }))).to.deep.equal(['http', 'mesh']);
    expect([
      ...portsBehind([{ spec: { defaultBackend: path('web', { number: 80 }).backend } }], service),
    ]).to.deep.equal(['http']);
  });

  it('are none of other Services, and none that it does not have', () => {
    expect(behind(path('api', { name: 'http' }), path('web', { number: 81 }), path('web', {}))).to.deep.equal([]);
    expect([...portsBehind([{}, { spec: { rules: [{}] } }], service)]).to.deep.equal([]);
  });

  it('may have no name', () => {
    const single = { ...service, spec: { ports: [{ port: 80 }] } };
    expect([...portsBehind([{ spec: { defaultBackend: path('web', { number: 80 }).backend } }], single)]).to.deep.equal(
      [''],
    );
  });
});
