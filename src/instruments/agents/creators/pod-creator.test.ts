import { expect } from 'chai';
import {
  creates,
  ofCronJob,
  ofDaemonSet,
  ofDeployment,
  ofJob,
  ofReplicaSet,
  ofStatefulSet,
  type PodCreator,
  type Selector,
} from './pod-creator.ts';
import { ofItsOwner } from './revision.ts';

const metadata = { namespace: 'shop', name: 'web', uid: 'u-1', generation: 1 };
const template = { metadata: { labels: { app: 'web' } } };
const owner = (kind: string) => ({ apiVersion: 'x/v1', kind, name: 'above', uid: 'u-9', controller: true });

const deployment = (replicas?: number) => ofDeployment({ metadata, spec: { replicas, template } } as never);
const statefulSet = (replicas: number, start?: number) =>
  ofStatefulSet({ metadata, spec: { replicas, template, ...(start && { ordinals: { start } }) } } as never);
const daemonSet = (desiredNumberScheduled: number, observedGeneration = 1) =>
  ofDaemonSet({ metadata, spec: { template }, status: { observedGeneration, desiredNumberScheduled } } as never);
const job = (status: object, spec: object = {}) => ofJob({ metadata, spec: { template, ...spec }, status });
const cronJob = (status: object, spec: object = {}) =>
  ofCronJob({ metadata, spec: { jobTemplate: { spec: { template } }, ...spec }, status } as never);
const replicaSet = (replicas: number, more: object = {}) =>
  ofReplicaSet({ metadata: { ...metadata, ...more }, spec: { replicas, template } } as never);
const ended = (type: string) => ({ conditions: [{ type, status: 'True' }] });

describe('the creator of pods', () => {
  for (const [what, creator, more, is] of [
    ['a Deployment: the labels of its template', deployment(), {}, true],
    ['a Deployment: no other value', deployment(), { app: 'wbe' }, false],
    ['a Deployment: no further label', deployment(), { tier: 'front' }, false],
    ['a StatefulSet: the name of a pod', statefulSet(3), { 'statefulset.kubernetes.io/pod-name': 'web-12' }, true],
    ['a StatefulSet: no other name', statefulSet(3), { 'statefulset.kubernetes.io/pod-name': 'wbe-0' }, false],
    [
      'a StatefulSet: no name without a number',
      statefulSet(3),
      { 'statefulset.kubernetes.io/pod-name': 'web-a' },
      false,
    ],
    ['a StatefulSet: an index', statefulSet(3), { 'apps.kubernetes.io/pod-index': '0' }, true],
    ['a StatefulSet: a revision', statefulSet(3), { 'controller-revision-hash': 'web-6d9f7' }, true],
    ['a DaemonSet: a revision', daemonSet(1), { 'controller-revision-hash': '6d9f7' }, true],
    ['a DaemonSet: a generation', daemonSet(1), { 'pod-template-generation': '2' }, true],
    ['a DaemonSet: no index', daemonSet(1), { 'apps.kubernetes.io/pod-index': '0' }, false],
    ['a Job: its name', job({}), { 'batch.kubernetes.io/job-name': 'web' }, true],
    ['a Job: its name, without the prefix', job({}), { 'job-name': 'web' }, true],
    ['a Job: not the name of another', job({}), { 'job-name': 'web-2' }, false],
    ['a Job: its uid', job({}), { 'controller-uid': 'u-1' }, true],
    ['a Job: an index', job({}), { 'batch.kubernetes.io/job-completion-index': '3' }, true],
    ['a CronJob: the name of one of its Jobs', cronJob({}), { 'job-name': 'web-29123456' }, true],
    ['a CronJob: not the name of another Job', cronJob({}), { 'job-name': 'wbe-29123456' }, false],
  ] as [string, PodCreator, Selector, boolean][])
    it(`knows the labels of ${what}`, () => {
      expect(creates(creator, { app: 'web', ...more })).to.equal(is);
    });

  it('is known by a label that only its pods have, and not by one that any pod may have', () => {
    expect(creates(statefulSet(1), { 'statefulset.kubernetes.io/pod-name': 'web-0' })).to.equal(true);
    expect(creates(statefulSet(1), { 'apps.kubernetes.io/pod-index': '0' })).to.equal(false);
    expect(creates(job({}), { 'job-name': 'web' })).to.equal(true);
    expect(creates(deployment(), {})).to.equal(false);
  });

  for (const [what, creator, reason] of [
    ['a Deployment at zero', deployment(0), 'deployment shop/web is scaled to zero'],
    ['a Deployment', deployment(2), undefined],
    ['a Deployment without a number, which is one', deployment(), undefined],
    ['a StatefulSet at zero', statefulSet(0), 'statefulset shop/web is scaled to zero'],
    ['a DaemonSet without nodes', daemonSet(0), 'no node matches daemonset shop/web'],
    ['a DaemonSet that its controller has not seen yet', daemonSet(0, 0), undefined],
    ['a DaemonSet with a node', daemonSet(1), undefined],
    ['a Job that has completed', job(ended('Complete')), 'job shop/web has completed'],
    ['a Job that has failed, which its own check judges', job(ended('Failed')), 'job shop/web has failed'],
    ['a Job that is suspended', job({}, { suspend: true }), 'job shop/web is suspended'],
    ['a Job that runs', job({ active: 1 }), undefined],
    ['a CronJob between two runs', cronJob({}), 'cronjob shop/web is between two runs'],
    ['a CronJob that runs', cronJob({ active: [{}] }), undefined],
    ['a suspended CronJob', cronJob({}, { suspend: true }), 'cronjob shop/web is suspended'],
    ['a ReplicaSet of its own at zero', replicaSet(0), 'replicaset shop/web is scaled to zero'],
    ['a ReplicaSet', replicaSet(1), undefined],
  ] as const)
    it(`${reason === undefined ? 'wants pods' : 'wants none'}: ${what}`, () => {
      expect(creator.idle({ app: 'web' })).to.equal(reason);
    });

  for (const [what, creator, selector, reason] of [
    ['that it is scaled below', statefulSet(2), { 'statefulset.kubernetes.io/pod-name': 'web-2' }, 'web-2'],
    ['below its first number', statefulSet(2, 5), { 'apps.kubernetes.io/pod-index': '1' }, 'web-1'],
    ['that it has', statefulSet(2), { 'statefulset.kubernetes.io/pod-name': 'web-1' }, undefined],
    ['that it has, from another first number', statefulSet(2, 5), { 'apps.kubernetes.io/pod-index': '6' }, undefined],
  ] as [string, PodCreator, Selector, string | undefined][])
    it(`${reason === undefined ? 'wants' : 'wants no'} single pod of a StatefulSet ${what}`, () => {
      expect(creator.idle(selector)).to.equal(reason && `statefulset shop/web is scaled to 2: it has no pod ${reason}`);
    });

  describe('that is a revision of another', () => {
    const old = replicaSet(0, {
      name: 'web-6d9f7',
      uid: 'u-2',
      ownerReferences: [{ ...owner('Deployment'), uid: 'u-1' }],
    });
    const judged = (above: PodCreator) => {
      const { name, idle } = ofItsOwner(old, new Map([['u-1', above]]));
      return { name, idle: idle({}) };
    };

    it('wants none when its owner is at zero', () => {
      expect(judged(deployment(0)).idle).to.equal('replicaset shop/web-6d9f7 is scaled to zero by deployment shop/web');
    });

    it('is no excuse when its owner has pods of another revision', () => {
      expect(judged(deployment(3))).to.deep.equal({
        name: 'replicaset shop/web-6d9f7, an older revision of deployment shop/web',
        idle: undefined,
      });
    });
  });
});
