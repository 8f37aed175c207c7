import { expect } from 'chai';
import type { Manifest } from '../cluster.ts';
import { kinds } from '../kinds/kinds.ts';
import { makesPods, podTemplateOf, withPodTemplate } from './pod-template.ts';

const metadata = { name: 'web' };
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'suite:1' }] } };
const deployment: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2, template } };
const cronJob: Manifest = {
  ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata },
  spec: { schedule: '@daily', jobTemplate: { spec: { completions: 2, template } } },
};
const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
const nodePool: Manifest = {
  ...{ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata },
  spec: { template: { spec: { requirements: [], nodeClassRef: { name: 'default' } } } },
};

describe('The template of the pods of an object', () => {
  it('is where its kind keeps it', () => {
    expect(podTemplateOf(deployment)).to.equal(template);
    expect(podTemplateOf(cronJob)).to.equal(template);
    expect(podTemplateOf(pod)).to.equal(pod);
  });

  it('does not exist in other kinds, whatever their template is of, and in a manifest without one', () => {
    const unlike: Manifest = { ...nodePool, spec: { template } };
    expect([nodePool, unlike, { ...deployment, spec: {} }].map(podTemplateOf)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('can be changed, and all else stays', () => {
    const changed = { spec: { containers: [{ name: 'other' }] } };
    const change = () => changed;
    expect(withPodTemplate(deployment, change)).to.deep.equal({
      ...deployment,
      spec: { replicas: 2, template: { ...template, ...changed } },
    });
    expect(withPodTemplate(cronJob, change)).to.deep.equal({
      ...cronJob,
      spec: {
        schedule: '@daily',
        jobTemplate: { spec: { completions: 2, template: { ...template, ...changed } } },
      },
    });
    expect(withPodTemplate(pod, change)).to.deep.equal({ ...pod, ...changed });
    expect(withPodTemplate(nodePool, change)).to.equal(nodePool);
  });

  it('is known of the kinds that make pods', () => {
    const { pods, deployments, cronJobs, jobs, services, podDisruptionBudgets } = {
      ...kinds,
      podDisruptionBudgets: { group: 'policy', kind: 'PodDisruptionBudget' },
    };
    expect([pods, deployments, cronJobs, jobs].every(makesPods)).to.equal(true);
    expect([services, podDisruptionBudgets].some(makesPods)).to.equal(false);
  });
});
