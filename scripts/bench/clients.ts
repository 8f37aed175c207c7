import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Kind } from '../../src/cluster/kinds/kind.ts';
import { kinds } from '../../src/cluster/kinds/kinds.ts';

const NAMESPACE = 'bench-clients';

/** The groups of requests that the API server counts separately, and their verbs. */
const COUNTED = {
  LIST: ['list'],
  WATCH: ['watch'],
  GET: ['get'],
  write: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  // Paths that are not objects, such as /version and discovery.
  other: [],
} as const satisfies Record<string, readonly string[]>;

type Counted = keyof typeof COUNTED;

/** The requests of one client so far, by verb, as counted by the API server. */
export type RequestCounts = Record<Counted, number>;

/** A separate user at the API server, so that its requests are counted separately. */
export interface Client {
  readonly kubeconfig: string;
  /** The client's requests since the start of the API server. */
  requests(): Promise<RequestCounts>;
}

const kind = (group: string, resource: string, name: string, namespaced: boolean): Kind => ({
  group,
  version: 'v1',
  resource,
  kind: name,
  namespaced,
});
const SERVICE_ACCOUNTS = kind('', 'serviceaccounts', 'ServiceAccount', true);
const BINDINGS = kind('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding', false);
const FLOW_SCHEMAS = kind('flowcontrol.apiserver.k8s.io', 'flowschemas', 'FlowSchema', false);

/**
 * Creates a client with cluster-admin. The API server counts its requests separately, because it has a flow schema for each verb
 * (`apiserver_flowcontrol_dispatched_requests_total`); like an administrator, it is exempt from all limits there.
 * @param directory gets its kubeconfig.
 */
export async function createClient(
  cluster: Cluster,
  { name, admin, directory }: { name: string; admin: string; directory: string },
): Promise<Client> {
  const subject = { kind: 'ServiceAccount', name, namespace: NAMESPACE };
  await cluster.apply(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await cluster.apply(SERVICE_ACCOUNTS, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: NAMESPACE },
  });
  await cluster.apply(BINDINGS, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `bench-${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [subject],
  });
  for (const [counted, verbs] of Object.entries(COUNTED))
    await cluster.apply(FLOW_SCHEMAS, {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata: { name: schemaOf(name, counted) },
      spec: flowSchema({ kind: 'ServiceAccount', serviceAccount: { name, namespace: NAMESPACE } }, verbs),
    });
  const token = await tokenOf(cluster, name);
  const kubeconfig = join(directory, `${name}.kubeconfig`);
  await writeFile(kubeconfig, await withToken(admin, token), { mode: 0o600 });
  return { kubeconfig, requests: async () => dispatched(await cluster.raw('/metrics'), name) };
}

/** The requests between two counts. */
export function since(before: RequestCounts, after: RequestCounts): RequestCounts {
  const verbs = Object.keys(COUNTED) as Counted[];
  return Object.fromEntries(verbs.map((verb) => [verb, after[verb] - before[verb]])) as RequestCounts;
}

/** Reads a client's counts from the API server's metrics. */
export function dispatched(metrics: string, client: string): RequestCounts {
  const verbs = Object.keys(COUNTED) as Counted[];
  const counts = Object.fromEntries(verbs.map((verb) => [verb, 0])) as RequestCounts;
  for (const line of metrics.split('\n')) {
    if (!line.startsWith('apiserver_flowcontrol_dispatched_requests_total{')) continue;
    const verb = verbs.find((one) => line.includes(`flow_schema="${schemaOf(client, one)}"`));
    if (verb) counts[verb] += Number(line.slice(line.lastIndexOf(' ')));
  }
  return counts;
}

function schemaOf(client: string, counted: string): string {
  return `bench-${client}-${counted.toLowerCase()}`;
}

function flowSchema(subject: object, verbs: readonly string[]): object {
  const anything = { apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'], verbs };
  return {
    priorityLevelConfiguration: { name: 'exempt' },
    // Before all others that could match; the default ones are last, at 9900.
    matchingPrecedence: 300,
    rules: [
      {
        subjects: [subject],
        ...(verbs.length > 0
          ? { resourceRules: [anything] }
          : { nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }] }),
      },
    ],
  };
}

async function tokenOf(cluster: Cluster, name: string): Promise<string> {
  const answer = await cluster.raw(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${name}/token`, {
    method: 'POST',
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 6 * 60 * 60 },
    },
  });
  return (JSON.parse(answer) as { status: { token: string } }).status.token;
}

async function withToken(admin: string, token: string): Promise<string> {
  const { clusters, contexts, ...rest } = parse(await readFile(admin, 'utf8')) as {
    clusters: { name: string }[];
    contexts: { name: string; context: { cluster: string; user: string } }[];
  };
  const [context] = contexts;
  return JSON.stringify({
    ...rest,
    clusters,
    contexts: [{ name: context?.name, context: { cluster: context?.context.cluster, user: 'bench' } }],
    users: [{ name: 'bench', user: { token } }],
  });
}
