import { expect } from 'chai';
import { deployment, namespace } from '../../own-cluster/faults/fault.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { runShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';

const NAMESPACE = 'fault-hpa';

const hpa = (name: string, target: string, spec: object = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    ...spec,
  },
});
/** A pod of the target app with this CPU request. */
const requesting = (image: string, cpu: string) => ({
  containers: [{ name: 'app', image, args: ['target-app', '--drain=0s'], resources: { requests: { cpu } } }],
});
const pod = 'web-[a-z0-9-]+';

describe('HPAs, each with its own fault', () => {
  let local: LocalCluster;
  let run: EndedRun;
  before(async () => {
    local = await localCluster();
    const { image } = local;
    await local.apply([
      namespace(NAMESPACE),
      deployment({ namespace: NAMESPACE, name: 'web', image }),
      deployment({ namespace: NAMESPACE, name: 'calm', image, pod: requesting(image, '500m') }),
      deployment({ namespace: NAMESPACE, name: 'sized', image, pod: requesting(image, '500m') }),
      // An idle pod uses more than 1 % of this.
      deployment({ namespace: NAMESPACE, name: 'tiny', image, pod: requesting(image, '1m') }),
      hpa('no-request', 'web'),
      hpa('no-target', 'gone'),
      hpa('no-metric', 'sized', {
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } },
        ],
      }),
      hpa('at-maximum', 'tiny', { maxReplicas: 2 }),
      hpa('good', 'calm'),
    ]);
    // An HPA that reaches its maximum during the check was not at the maximum for all of it.
    const limited = ['wait', '--for=condition=ScalingLimited', 'hpa/at-maximum', '--timeout=150s'];
    await local.kubectl(['-n', NAMESPACE, ...limited]);
    const settings = { time: { settle: '45s' }, autoscaling: { failAtMaximum: true } };
    run = await runShakedown(local, settings, ['--target', 'autoscaling', '--focus', `hpa/${NAMESPACE}/`]);
  });
  after(async () => {
    await local.kubectl(['delete', 'namespace', NAMESPACE]);
  });

  const causes: Record<string, RegExp> = {
    'at-maximum': /it is held at its maximum of 2 replicas: cpu is at \d+ % of a target of 50 %/,
    'no-metric': /FailedGetPodsMetric: .*rps/,
    'no-request': new RegExp(`container app of pod ${pod} has no cpu request, of which the target is a percentage`),
    'no-target': /its target deployment gone cannot be read: .*not found/,
  };
  it('turn red, and no other test does', () => {
    expect(run.ids('failed')).to.deep.equal(Object.keys(causes).map((name) => `autoscaling/hpa/${NAMESPACE}/${name}`));
    expect(run.ids('passed')).to.deep.equal([`autoscaling/hpa/${NAMESPACE}/good`]);
  });

  for (const [name, cause] of Object.entries(causes))
    it(`are reported with their cause: ${name}`, () => {
      expect(run.test(`autoscaling/hpa/${NAMESPACE}/${name}`).reason?.message).to.match(cause);
    });
});
