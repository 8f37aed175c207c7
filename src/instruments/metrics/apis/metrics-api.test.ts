import { expect } from 'chai';
import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import { judgeMetricsApi } from './metrics-api.ts';
import { questionsOf } from './questions.ts';

const hpa = (name: string, ...metrics: object[]) =>
  ({ metadata: { namespace: 'shop', name }, spec: { metrics } }) as unknown as Hpa;
const cpu = { type: 'Resource', resource: { name: 'cpu', target: {} } };
const pods = { type: 'Pods', pods: { metric: { name: 'queue_depth' }, target: {} } };
const external = {
  type: 'External',
  external: { metric: { name: 'sqs-length', selector: { matchLabels: { queue: 'orders' } } }, target: {} },
};
const object = { type: 'Object', object: { metric: { name: 'hits' }, describedObject: {}, target: {} } };

describe('What HPAs ask', () => {
  const all = [hpa('web', cpu, pods), hpa('api', cpu, external, object)];

  it('is asked once of each API', () => {
    expect(questionsOf('resource', all)).to.deep.equal([
      { path: '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods', asks: 'hpa shop/api asks for cpu of pods' },
    ]);
    expect(questionsOf('custom', all)).to.deep.equal([
      {
        path: '/apis/custom.metrics.k8s.io/v1beta1/namespaces/shop/pods/*/queue_depth',
        asks: 'hpa shop/web asks for queue_depth',
      },
    ]);
    expect(questionsOf('external', all)).to.deep.equal([
      {
        path: '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/sqs-length?labelSelector=queue%3Dorders',
        asks: 'hpa shop/api asks for sqs-length',
      },
    ]);
  });

  it('is not asked by an HPA whose target is scaled to zero', () => {
    const conditions = [{ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled' }];
    const off = { ...hpa('web', cpu, pods, external), status: { conditions } } as unknown as Hpa;
    for (const api of ['resource', 'custom', 'external'] as const)
      expect(questionsOf(api, [off]), api).to.deep.equal([]);
  });
});

describe('An API for metrics', () => {
  const judge = (more: object) =>
    judgeMetricsApi('external', { served: true, asked: 2, unanswered: [], unasked: [], ...more });
  const reason = (more: object) => {
    const answer = judge(more);
    return 'reason' in answer ? answer.reason : undefined;
  };

  it('answers', () => expect(judge({})).to.deep.equal({ state: 'ready' }));

  it('that is not served matters where an HPA asks it', () => {
    expect(judge({ served: '404', asked: 0 })).to.deep.equal({
      state: 'ready',
      reason: 'external.metrics.k8s.io/v1beta1 is not served, and no HPA asks for it',
    });
    expect(reason({ served: '503 ServiceUnavailable' })).to.equal(
      'external.metrics.k8s.io/v1beta1 does not answer, and 2 questions of HPAs need it: 503 ServiceUnavailable',
    );
  });

  it('fails with the HPA and what it asks for', () => {
    const unanswered = [{ asks: 'hpa shop/api asks for sqs-length', seen: 'there is no value' }];
    expect(reason({ unanswered })).to.equal('hpa shop/api asks for sqs-length: there is no value');
  });

  it('is not judged where the suite may not ask', () => {
    expect(judge({ unasked: ['hpa shop/api asks for sqs-length'] })).to.include({ isUnjudged: true });
  });
});
