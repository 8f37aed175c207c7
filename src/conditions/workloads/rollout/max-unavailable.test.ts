import { expect } from 'chai';
import type { DaemonSet, Deployment, StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { daemonSetRollout } from './daemon-set-rollout.ts';
import { deploymentRollout } from './deployment-rollout.ts';
import { statefulSetRollout } from './stateful-set-rollout.ts';

describe('How many pods an update strategy lets be unavailable', () => {
  for (const [replicas, strategy, allowed] of [
    [10, undefined, 2],
    [10, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '29%', maxSurge: '25%' } }, 2],
    [10, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 4, maxSurge: 0 } }, 4],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: 0 } }, 1],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '1%' } }, 0],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, 0],
    [3, { type: 'Recreate' }, 0],
  ] as const)
    it(`is ${allowed} of ${replicas} of a Deployment with ${JSON.stringify(strategy)}`, () => {
      const deployment = { spec: { replicas, strategy } } as unknown as Deployment;
      expect(deploymentRollout(deployment).size.maxUnavailable).to.equal(allowed);
    });

  for (const [desiredNumberScheduled, updateStrategy, allowed] of [
    [3, undefined, 1],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } }, 1],
    [15, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '50%' } }, 8],
    [100, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '29%' } }, 29],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, 0],
    [3, { type: 'OnDelete' }, 0],
  ] as const)
    it(`is ${allowed} of ${desiredNumberScheduled} of a DaemonSet with ${JSON.stringify(updateStrategy)}`, () => {
      const daemonSet = { spec: { updateStrategy }, status: { desiredNumberScheduled } } as unknown as DaemonSet;
      expect(daemonSetRollout(daemonSet).size.maxUnavailable).to.equal(allowed);
    });

  for (const [replicas, updateStrategy, allowed] of [
    [3, undefined, 1],
    [3, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, 1],
    [3, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } }, 1],
    [15, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '50%' } }, 7],
    [15, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 5 } }, 5],
    [3, { type: 'OnDelete' }, 0],
  ] as const)
    it(`is ${allowed} of ${replicas} of a StatefulSet with ${JSON.stringify(updateStrategy)}`, () => {
      const statefulSet = { spec: { replicas, updateStrategy } } as unknown as StatefulSet;
      expect(statefulSetRollout(statefulSet).size.maxUnavailable).to.equal(allowed);
    });
});
