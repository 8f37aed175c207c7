import { expect } from 'chai';
import { momentsOf } from '../../../src/scenarios/autoscaling/verdict/timeline.ts';
import { writtenTimeline, type ScalingWrite } from './hpa-writes.ts';

const write = (second: number, verb: string, resource: string, more: Partial<ScalingWrite> = {}): ScalingWrite => {
  const stamp = `2026-11-21T08:17:${String(second).padStart(2, '0')}.000250Z`;
  const { objectRef, ...rest } = more;
  return {
    verb,
    responseStatus: { code: 200 },
    requestReceivedTimestamp: stamp,
    stageTimestamp: stamp,
    ...rest,
    objectRef: { resource, namespace: 'shop', ...objectRef },
  };
};
const desired = (second: number, count: number) =>
  write(second, 'update', 'horizontalpodautoscalers', {
    objectRef: { name: 'web', subresource: 'status' },
    requestObject: { status: { desiredReplicas: count } },
  });
const created = (second: number, of = 'web-7d9-', code = 201) =>
  write(second, 'create', 'pods', { responseStatus: { code }, requestObject: { metadata: { generateName: of } } });
const ready = (second: number, name: string, status = 'True') =>
  write(second, 'patch', 'pods', {
    objectRef: { name, subresource: 'status' },
    requestObject: { status: { conditions: [{ type: 'Ready', status }] } },
  });
const bound = (second: number, name: string) =>
  write(second, 'create', 'pods', { objectRef: { name, subresource: 'binding' } });
const deleted = (second: number, name: string) => write(second, 'delete', 'pods', { objectRef: { name } });

const from = Date.UTC(2026, 10, 21, 8, 17, 10) / 1_000;
const timeline = (writes: readonly ScalingWrite[]) =>
  writtenTimeline(writes, { name: 'web', from, pods: ['web-7d9-a'] });

describe('the time line of an HPA by the audit log', () => {
  it('has each moment at the time of its write, sorted by time', () => {
    const samples = timeline([
      deleted(32, 'web-7d9-b'),
      deleted(34, 'web-7d9-b'),
      desired(31, 1),
      ready(14, 'web-7d9-b', 'False'),
      ready(16, 'web-7d9-b'),
      bound(13, 'web-7d9-b'),
      created(13),
      desired(12, 2),
      deleted(11, 'web-7d9-before'),
    ]);
    const moments = momentsOf({ samples, before: 1, minReplicas: 1, tolerance: 0.1, sync: 5, loadStopped: 20 });
    expect(Object.entries(moments).map(([moment, at]) => `${moment} ${at.toFixed(5)}`)).to.deep.equal([
      'decision 2.00025',
      'created 3.00025',
      'ready 6.00025',
      'downDecision 21.00025',
      'atMinimum 22.00025',
    ]);
  });

  it('leaves out refused writes, earlier writes, and the pods of others', () => {
    const samples = timeline([created(13, 'web-7d9-', 403), created(9), created(13, 'api-5c-'), ready(14, 'api-5c-x')]);
    expect(samples).to.deep.equal([]);
  });
});
