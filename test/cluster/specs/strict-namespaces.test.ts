import { expect } from 'chai';
import { localCluster, type LocalCluster } from './local-cluster.ts';
import { marked } from './residue.ts';
import { runShakedown } from './shakedown.ts';

const NAMESPACES = ['strict-suite', 'strict-workloads'];

/** Namespaces as on strict platforms: Pod Security 'restricted'; a label and limits are required. */
const rules = [
  ...NAMESPACES.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted', strict: 'true' } },
  })),
  ...NAMESPACES.map((namespace) => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'limits', namespace },
    spec: { hard: { 'limits.cpu': '4', 'limits.memory': '4Gi', 'requests.cpu': '2', 'requests.memory': '2Gi' } },
  })),
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'team-label' },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['', 'apps'],
            apiVersions: ['*'],
            operations: ['CREATE'],
            resources: ['pods', 'services', 'deployments', 'daemonsets'],
          },
        ],
      },
      validations: [
        {
          expression: "has(object.metadata.labels) && 'team' in object.metadata.labels",
          message: 'everything here needs the label team',
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'team-label' },
    spec: {
      policyName: 'team-label',
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { strict: 'true' } } },
    },
  },
];

const namespaces = { suite: 'strict-suite', workloads: 'strict-workloads' };
const settings = ['--focus', 'target-app|dns/'];

describe('On a cluster with strict rules the suite', () => {
  let cluster: LocalCluster;
  before(async () => {
    cluster = await localCluster();
    await cluster.apply(rules);
  });
  after(async () => {
    await cluster.kubectl(['delete', 'namespaces', '--selector=strict=true']);
    await cluster.kubectl(['delete', 'validatingadmissionpolicies,validatingadmissionpolicybindings', 'team-label']);
  });

  it('passes when the configuration meets them, and leaves the existing namespaces', async () => {
    const objects = {
      labels: { team: 'platform' },
      resources: { limits: { cpu: '200m', memory: '256Mi' } },
    };
    const run = await runShakedown(cluster, { namespaces, objects }, settings);
    expect(run.results.tests.filter(({ status }) => status !== 'passed')).to.deep.equal([]);
    expect(run.exit).to.equal(0);
    expect(await marked(cluster)).to.deep.equal([]);
    const phases = await cluster.kubectl([
      'get',
      'namespace',
      ...NAMESPACES,
      '--output=jsonpath={.items[*].status.phase}',
    ]);
    expect(phases).to.equal('Active Active');
  });

  it('does not blame the cluster when the configuration does not meet them, and repeats the message of the cluster', async () => {
    const run = await runShakedown(cluster, { namespaces }, settings);
    const { status, reason } = run.test('workloads/target-app');
    expect(status).to.equal('error');
    expect(reason?.detail).to.include('everything here needs the label team');
    expect(run.exit).to.equal(4);
    expect(await marked(cluster)).to.deep.equal([]);
  });
});
