import { expect } from 'chai';
import type { EndpointSlice, Pod, Service } from '../../cluster/kinds/kinds.ts';
import type { PodEvidence } from '../../diagnosis/root-cause.ts';
import { judgeService } from './service.ts';

const web = {
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
} as unknown as Service;
const slice = (ready: (boolean | undefined)[], ports: object[] = [{ port: 8080 }]) =>
  ({
    endpoints: ready.map((one) => ({ addresses: [], conditions: { ready: one } })),
    ports,
  }) as unknown as EndpointSlice;
const judge = (slices: EndpointSlice[], evidence?: PodEvidence) => judgeService({ service: web, slices, evidence }, {});
const pod = (ready: string, phase = 'Running') =>
  ({
    metadata: { name: 'web-1' },
    spec: { nodeName: 'n1' },
    status: {
      phase,
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: ready },
      ],
    },
  }) as unknown as Pod;

describe('a Service', () => {
  it('with a ready endpoint is ready', () => {
    expect(judge([slice([false]), slice([true, false])])).to.deep.equal({
      state: 'ready',
      reason: '1 of 3 endpoints ready',
    });
  });

  it('with an endpoint that does not say whether it is ready is ready, as the API defines it', () => {
    expect(judge([slice([undefined])]).state).to.equal('ready');
  });

  for (const [what, slices, evidence, reason, counts] of [
    [
      'without endpoints',
      [],
      undefined,
      'no pod that its selector app=web selects is ready',
      '0 endpoints, none ready',
    ],
    [
      'that selects nothing',
      [],
      { pods: [], events: [] },
      'its selector app=web selects no pod',
      '0 endpoints, none ready',
    ],
    [
      'that selects only what has ended',
      [],
      { pods: [pod('False', 'Succeeded')], events: [] },
      'its selector app=web selects no pod',
      '0 endpoints, none ready',
    ],
    [
      'whose pods are not ready',
      [slice([false])],
      { pods: [pod('False')], events: [] },
      'the kubelet of node n1 has not taken it up yet (pod web-1)',
      '1 endpoint, none ready',
    ],
    [
      'whose ready pods have no endpoint',
      [],
      { pods: [pod('True')], events: [] },
      'its selector app=web selects 1 ready pod, which are not in its EndpointSlices yet',
      '0 endpoints, none ready',
    ],
    [
      'whose pods could not be read',
      [],
      { pods: [], events: [], unread: { pods: 'its pods could not be read: 403 Forbidden: no' } },
      'no pod that its selector app=web selects is ready; its pods could not be read: 403 Forbidden: no',
      '0 endpoints, none ready',
    ],
    [
      'whose pods lack the port',
      [slice([true], [])],
      undefined,
      'none of its pods has the port that it names: http',
      undefined,
    ],
  ] as [string, EndpointSlice[], PodEvidence | undefined, string, string | undefined][])
    it(`${what} is not ready, and says so`, () => {
      expect(judge(slices, evidence)).to.deep.equal({
        ...{ state: 'not yet', reason },
        ...(counts !== undefined && { counts }),
      });
    });
});
