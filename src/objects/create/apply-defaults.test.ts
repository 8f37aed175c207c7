import { expect } from 'chai';
import type { Manifest } from '../../cluster/cluster.ts';
import { configSchema } from '../../config/schema.ts';
import { applyDefaults, withPodDefaults } from './apply-defaults.ts';
import type { RunLabels } from './run-labels.ts';

const labelsWith = (objects: object = {}): RunLabels => ({
  runId: 'r1',
  expires: new Date('2026-01-01T02:00:00Z'),
  home: 'shakedown',
  defaults: configSchema.parse({ objects }).objects,
});
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'own', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'suite:1', args: ['target-app'] }] },
    },
  },
};
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'own' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const pod: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'try', namespace: 'own' },
  spec: { containers: [{ name: 'try', image: 'suite:1' }] },
};
const ofRun = {
  labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': 'r1' },
  annotations: { 'shakedown/expires': '2026-01-01T02:00:00.000Z' },
};

/** The parts of a Deployment, typed for looking at. */
type Sent = {
  metadata: { labels: object; annotations: object };
  spec: {
    selector: object;
    template: {
      metadata: { labels: object; annotations: object };
      spec: { [field: string]: unknown; containers: object[] };
    };
  };
};
const sentDeployment = (objects: object = {}) => applyDefaults(deployment, labelsWith(objects)) as unknown as Sent;

describe('an object of the suite', () => {
  it('has the labels of the run, and so do its pods', () => {
    const { metadata, spec } = sentDeployment();
    const { labels, annotations } = {
      labels: { app: 'web', ...ofRun.labels },
      annotations: ofRun.annotations,
    };
    expect(metadata).to.deep.include({ labels, annotations });
    expect(spec.template.metadata).to.deep.equal({ labels, annotations });
  });

  it('of a kind that is there for the nodes runs on all of them, whatever the configured node selector', () => {
    const objects = { nodeSelector: { pool: 'apps' } };
    const daemonSet = { ...deployment, kind: 'DaemonSet' };
    const sent = applyDefaults(daemonSet, labelsWith(objects)) as unknown as Sent;
    expect(sent.spec.template.spec).to.not.have.property('nodeSelector');
    expect(sentDeployment(objects).spec.template.spec).to.deep.include(objects);
  });

  it('keeps its selector: with a run label in it, the next run could not change the object', () => {
    expect(sentDeployment({ labels: { team: 'platform' } }).spec.selector).to.deep.equal({
      matchLabels: { app: 'web' },
    });
  });

  it('has pods that Pod Security admits at its level restricted', () => {
    expect(sentDeployment().spec.template.spec).to.deep.equal({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'web',
          image: 'suite:1',
          args: ['target-app'],
          imagePullPolicy: 'IfNotPresent',
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
  });

  it('has what its own pods need besides, such as a group for their volumes', () => {
    const spec = withPodDefaults({ containers: [], securityContext: { fsGroup: 65_532 } }, labelsWith().defaults);
    expect(spec.securityContext).to.include({ runAsNonRoot: true, runAsUser: 65_532, fsGroup: 65_532 });
  });

  for (const { what, objects, labels, annotations, pod: podFields, container } of [
    { what: 'labels that a policy requires', objects: { labels: { team: 'platform' } }, labels: { team: 'platform' } },
    {
      what: 'annotations that steer a sidecar injector',
      objects: { annotations: { 'sidecar.istio.io/inject': 'false' } },
      annotations: { 'sidecar.istio.io/inject': 'false' },
    },
    {
      what: 'limits that a quota requires',
      objects: { resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } } },
      container: { resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } } },
    },
    {
      what: 'pull secrets and a pull policy',
      objects: { imagePullSecrets: ['registry'], imagePullPolicy: 'Always' },
      pod: { imagePullSecrets: [{ name: 'registry' }] },
      container: { imagePullPolicy: 'Always' },
    },
    {
      what: 'a node selector and tolerations',
      objects: { nodeSelector: { pool: 'apps' }, tolerations: [{ key: 'apps', operator: 'Exists' }] },
      pod: { nodeSelector: { pool: 'apps' }, tolerations: [{ key: 'apps', operator: 'Exists' }] },
    },
  ] as { what: string; objects: object; labels?: object; annotations?: object; pod?: object; container?: object }[])
    it(`gets ${what} by configuration`, () => {
      const { metadata, spec } = sentDeployment(objects);
      expect(metadata.labels).to.include(labels ?? {});
      expect(spec.template.metadata.labels).to.include(labels ?? {});
      expect(metadata.annotations).to.include(annotations ?? {});
      expect(spec.template.metadata.annotations).to.include(annotations ?? {});
      expect(spec.template.spec).to.deep.include(podFields ?? {});
      expect(spec.template.spec.containers[0]).to.deep.include(container ?? {});
    });

  it('loses neither the labels of the run nor its own labels to the configuration', () => {
    const { metadata } = sentDeployment({ labels: { app: 'other', 'shakedown/run': 'other' } });
    expect(metadata.labels).to.deep.equal({ app: 'web', ...ofRun.labels });
  });

  it('keeps its own tolerations next to the configured ones', () => {
    const own = { ...pod, spec: { ...(pod['spec'] as object), tolerations: [{ operator: 'Exists' }] } };
    const { spec } = applyDefaults(own, labelsWith({ tolerations: [{ key: 'apps' }] })) as unknown as { spec: object };
    expect(spec).to.deep.include({ tolerations: [{ operator: 'Exists' }, { key: 'apps' }] });
  });

  it('may be a bare pod', () => {
    const sent = applyDefaults(pod, labelsWith()) as unknown as { spec: { containers: object[] } };
    expect(sent).to.have.nested.property('spec.securityContext.runAsNonRoot', true);
    expect(sent.spec.containers[0]).to.include({ imagePullPolicy: 'IfNotPresent' });
  });

  it('may make pods in another place, or have a template of something else', () => {
    const { template } = deployment['spec'] as { template: object };
    const cronJob = {
      ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'web' } },
      spec: { jobTemplate: { spec: { template } } },
    };
    const { jobTemplate } = applyDefaults(cronJob, labelsWith())['spec'] as typeof cronJob.spec;
    const { template: ofDeployment } = applyDefaults(deployment, labelsWith())['spec'] as { template: object };
    expect(jobTemplate.spec.template).to.deep.equal(ofDeployment);
    const spec = { template: { spec: { requirements: [] } } };
    const nodePool = { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'web' }, spec };
    expect(applyDefaults(nodePool, labelsWith())['spec']).to.equal(spec);
  });

  it('may have no pods at all', () => {
    expect(applyDefaults(service, labelsWith())).to.deep.equal({
      ...service,
      metadata: { ...service.metadata, ...ofRun },
    });
  });

  it('is not changed in place', () => {
    const before = structuredClone(deployment);
    applyDefaults(deployment, labelsWith({ labels: { team: 'platform' } }));
    expect(deployment).to.deep.equal(before);
  });

  it('has the labels of an end-to-end test’s namespace when it is a namespace', () => {
    const namespace = applyDefaults({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'own' } }, labelsWith());
    expect(namespace.metadata.labels).to.deep.equal({
      ...ofRun.labels,
      'e2e-framework': 'shakedown',
      'e2e-run': 'r1',
    });
  });
});
