import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';

const NAME = 'shakedown-test-speaking';
const WRITERS = 'app.kubernetes.io/name=shakedown-log-writer';
/** Node.js runs it before the program: it writes a line. */
const OPTIONS = '--import=data:text/javascript,console.log(%22agent%201.2%20is%20loaded%22)';

/** Adds a line to what each new log writer writes, as agents do that are loaded into all containers. Returns when it is in force. */
export async function addLineToWriters({ apply, kubectl }: LocalCluster): Promise<void> {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const [label = '', value = ''] = WRITERS.split('=');
  const isWriter = `has(object.metadata.labels) && "${label}" in object.metadata.labels && object.metadata.labels["${label}"] == "${value}"`;
  const variable = `Object.spec.containers.env{name: "NODE_OPTIONS", value: "${OPTIONS}"}`;
  // In two steps, because an API server of 1.36 panics on a list of objects as the value.
  const patches = [
    'JSONPatch{op: "add", path: "/spec/containers/0/env", value: []}',
    `JSONPatch{op: "add", path: "/spec/containers/0/env/-", value: ${variable}}`,
  ];
  const pods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
  await apply([
    {
      ...{ apiVersion, kind: 'MutatingAdmissionPolicy', metadata: { name: NAME } },
      spec: {
        ...{ failurePolicy: 'Fail', reinvocationPolicy: 'Never', matchConstraints: { resourceRules: [pods] } },
        matchConditions: [{ name: 'log-writer', expression: isWriter }],
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: `[${patches.join(', ')}]` } }],
      },
    },
    {
      ...{ apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name: NAME } },
      spec: { policyName: NAME },
    },
  ]);
  const probe = ['run', 'probe', '--image=none', `--labels=${WRITERS}`, '--dry-run=server'];
  // The API server applies a new policy with a short delay.
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await kubectl([...probe, '--output=jsonpath={.spec.containers[0].env[0].name}'])) === 'NODE_OPTIONS') return;
    await delay(200);
  }
  throw new Error('the policy for log writers is not in force');
}

/** Lets log writers be as the suite creates them. */
export async function leaveWritersAlone({ kubectl }: LocalCluster): Promise<void> {
  for (const kind of ['MutatingAdmissionPolicyBinding', 'MutatingAdmissionPolicy'])
    await kubectl(['delete', kind, NAME, '--ignore-not-found']);
}
