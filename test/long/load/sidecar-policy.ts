/** The label of namespaces whose pods get a sidecar. */
export const MESH_LABEL = 'shakedown-test/mesh';

/**
 * Adds a container to each new pod of a namespace with {@link MESH_LABEL}, as a service mesh does: before all others. In pods of
 * Jobs it is a native sidecar, which does not prevent their end.
 */
export function sidecarPolicy(image: string): object[] {
  const proxy = `name: "proxy", image: "${image}", args: ["target-app", "--port=8081", "--drain=0s"]`;
  const ofJob = 'has(object.metadata.labels) && "batch.kubernetes.io/job-name" in object.metadata.labels';
  const first = add('/spec/containers/0', `Object.spec.containers{${proxy}}`);
  // In two steps, because an API server of 1.36 panics on a list of objects as the value.
  const native = [
    add('/spec/initContainers', '[]'),
    add('/spec/initContainers/-', `Object.spec.initContainers{${proxy}, restartPolicy: "Always"}`),
  ];
  return [...policy('sidecar', `!(${ofJob})`, [first]), ...policy('native-sidecar', ofJob, native)];
}

/**
 * Adds a native sidecar with a CPU request to the pods of the suite's app that is scaled, in a namespace with {@link MESH_LABEL}. Its request
 * counts for the HPA as that of the app does.
 */
export function sidecarOfScaledApp(image: string): object[] {
  const proxy = `name: "proxy", image: "${image}", restartPolicy: "Always", args: ["target-app", "--port=8081", "--drain=0s"]`;
  const name = 'app.kubernetes.io/name';
  const ofApp = `has(object.metadata.labels) && "${name}" in object.metadata.labels && object.metadata.labels["${name}"].startsWith("scaled-")`;
  // In steps, because an API server of 1.36 panics on a list of objects as the value.
  return policy('scaled-sidecar', ofApp, [
    add('/spec/initContainers', '[]'),
    add('/spec/initContainers/-', `Object.spec.initContainers{${proxy}}`),
    add('/spec/initContainers/0/resources', '{"requests": {"cpu": "100m", "memory": "32Mi"}}'),
  ]);
}

const add = (path: string, value: string) => `JSONPatch{op: "add", path: "${path}", value: ${value}}`;

function policy(name: string, when: string, patches: string[]): object[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const metadata = { name: `shakedown-test-${name}` };
  const pods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
  return [
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        matchConstraints: {
          resourceRules: [pods],
          namespaceSelector: { matchExpressions: [{ key: MESH_LABEL, operator: 'Exists' }] },
        },
        matchConditions: [{ name: 'kind-of-pod', expression: when }],
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: `[${patches.join(', ')}]` } }],
      },
    },
    { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata, spec: { policyName: metadata.name } },
  ];
}
