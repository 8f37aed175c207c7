import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { isSidecar } from '../../../cluster/pods/pod-requests.ts';
import { namedAs } from '../../../redaction/credential-name.ts';
import { redacted } from '../../../redaction/redacted.ts';
import { containersOf, type ContainerStatus } from '../../containers.ts';
import { podTrouble } from '../../pod-trouble.ts';
import { ago, columns, conditionLines, field, indented, pairs } from './lines.ts';

type Container = NonNullable<Pod['spec']>['containers'][number];
type State = NonNullable<ContainerStatus['state']>;

/** The longest command line that is shown, in characters. */
const LONGEST = 1_000;

/** The pods of something as a table, the worst first; pure. @param pods in that order */
export function podTable(pods: readonly Pod[], now: Date): string[] {
  const rows = pods.map((pod) => {
    const statuses = containersOf(pod).filter(({ kind }) => kind !== 'init');
    const restarts = containersOf(pod).reduce((sum, { status }) => sum + status.restartCount, 0);
    const sidecars = pod.spec?.initContainers?.filter(isSidecar) ?? [];
    const all = (pod.spec?.containers ?? []).length + sidecars.length;
    const ready = `${statuses.filter(({ status }) => status.ready).length}/${all}`;
    const name = pod.metadata?.name ?? '';
    const age = ago(pod.metadata?.creationTimestamp, now);
    const why = podTrouble(pod)?.text ?? '';
    return [name, ready, pod.status?.phase ?? '', String(restarts), age, pod.spec?.nodeName ?? '-', why];
  });
  return columns(['POD', 'READY', 'PHASE', 'RESTARTS', 'CREATED', 'NODE', 'WHAT IS WRONG'], rows);
}

/**
 * A pod for people, like `kubectl describe pod`. The values of variables with the name of a credential are left out, and those that come from a
 * Secret or a ConfigMap are named only; pure.
 */
export function describePod(pod: Pod, now: Date): string[] {
  const { metadata = {}, spec, status } = pod;
  const statuses = new Map(
    [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ].map((one) => [one.name, one]),
  );
  const containers = [
    ...(spec?.initContainers ?? []).map((one) => describeContainer('init container', one, statuses.get(one.name), now)),
    ...(spec?.containers ?? []).map((one) => describeContainer('container', one, statuses.get(one.name), now)),
  ];
  return [
    `pod ${metadata.namespace}/${metadata.name}`,
    ...indented([
      ...field('created', ago(metadata.creationTimestamp, now)),
      ...field('deletion asked for', ago(metadata.deletionTimestamp, now)),
      ...field('owner', metadata.ownerReferences?.map((owner) => `${owner.kind} ${owner.name}`).join(', ')),
      ...field('labels', pairs(metadata.labels)),
      ...field('annotations', pairs(metadata.annotations).slice(0, 2_000)),
      ...field('node', spec?.nodeName ?? 'none: it is not scheduled'),
      ...field('phase', [status?.phase, status?.reason, status?.message].filter(Boolean).join(', ')),
      ...field('QoS class', status?.qosClass),
      ...field('priority', spec?.priorityClassName),
      ...field('service account', spec?.serviceAccountName),
      ...field('scheduler', spec?.schedulerName === 'default-scheduler' ? '' : spec?.schedulerName),
      ...(spec?.nodeName === undefined ? placement(spec) : []),
      ...(status?.conditions?.length ? ['conditions:', ...indented(conditionLines(status.conditions, now))] : []),
      ...containers.flat(),
      ...volumes(spec?.volumes),
    ]),
  ];
}

/** What decides on which nodes a pod may run. */
function placement(spec: Pod['spec']): string[] {
  const { nodeSelector, affinity, topologySpreadConstraints, tolerations } = spec ?? {};
  const json = (value: object | undefined) => (value === undefined ? '' : JSON.stringify(value));
  return [
    ...field('node selector', pairs(nodeSelector)),
    ...field('affinity', json(affinity)),
    ...field('topology spread', json(topologySpreadConstraints)),
    ...field('tolerations', json(tolerations)),
  ];
}

function describeContainer(what: string, spec: Container, status: ContainerStatus | undefined, now: Date): string[] {
  const { resources, env = [], envFrom = [], ports = [], volumeMounts = [] } = spec;
  const probes = (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((name) =>
    spec[name] ? [`${name}: ${probeText(spec[name])}`] : [],
  );
  const command = [...(spec.command ?? []), ...(spec.args ?? [])];
  return [
    `${what} ${spec.name}:`,
    ...indented([
      ...field('image', spec.image),
      ...field('image id', status?.imageID),
      ...field(
        'state',
        status &&
          [`ready ${status.ready}`, `restarts ${status.restartCount}`, stateText(status.state ?? {}, now)]
            .filter(Boolean)
            .join(', '),
      ),
      ...field('last state', status?.lastState && stateText(status.lastState, now)),
      ...field('command', command.length === 0 ? '' : commandText(command)),
      ...field(
        'ports',
        ports.map(({ containerPort, name }) => `${containerPort}${name ? ` (${name})` : ''}`).join(', '),
      ),
      ...field('requests', pairs(resources?.requests)),
      ...field('limits', pairs(resources?.limits)),
      ...probes,
      ...(env.length + envFrom.length === 0 ? [] : ['environment:', ...indented(environment(spec))]),
      ...field('mounts', volumeMounts.map(({ name, mountPath }) => `${mountPath} from ${name}`).join(', ')),
    ]),
  ];
}

function stateText(state: State, now: Date): string {
  const { waiting, running, terminated } = state;
  if (waiting) return `waiting (${waiting.reason ?? 'no reason'})${waiting.message ? `: ${waiting.message}` : ''}`;
  if (running) return `running since ${ago(running.startedAt, now)}`;
  if (!terminated) return '';
  const { exitCode, signal, reason, message, startedAt, finishedAt } = terminated;
  const ran = Math.round((Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1_000);
  const how = [
    `exit code ${exitCode}`,
    signal ? `signal ${signal}` : '',
    reason ?? '',
    ran >= 0 ? `after ${ran} s` : '',
  ];
  return `ended ${ago(finishedAt, now)} (${how.filter(Boolean).join(', ')})${message ? `: ${redacted(message).trim()}` : ''}`;
}

/** The command line as JSON; it is redacted before it is cut, so that no end of a credential is left alone. */
function commandText(command: readonly string[]): string {
  const text = redacted(JSON.stringify(command));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function environment({ env = [], envFrom = [] }: Container): string[] {
  const all = envFrom.map(({ prefix = '', secretRef, configMapRef }) =>
    secretRef ? `${prefix}* of secret ${secretRef.name}` : `${prefix}* of configMap ${configMapRef?.name}`,
  );
  const single = env.map(({ name, value, valueFrom: from }) => {
    if (from?.secretKeyRef) return `${name} is key ${from.secretKeyRef.key} of secret ${from.secretKeyRef.name}`;
    if (from?.configMapKeyRef)
      return `${name} is key ${from.configMapKeyRef.key} of configMap ${from.configMapKeyRef.name}`;
    if (from) return `${name} is ${from.fieldRef?.fieldPath ?? from.resourceFieldRef?.resource ?? 'a reference'}`;
    return `${name}=${namedAs(name) === undefined ? redacted(value ?? '') : '***'}`;
  });
  return [...all, ...single];
}

/** A probe without its headers, of which only the names are shown. */
function probeText(probe: NonNullable<Container['livenessProbe']>): string {
  const { httpGet, tcpSocket, exec, grpc } = probe;
  const headers = httpGet?.httpHeaders?.map(({ name }) => name).join(', ');
  const how = httpGet
    ? `GET ${httpGet.scheme?.toLowerCase() ?? 'http'}://${httpGet.host ?? ''}:${httpGet.port}${httpGet.path ?? '/'}${headers ? ` with headers ${headers}` : ''}`
    : tcpSocket
      ? `TCP port ${tcpSocket.port}`
      : grpc
        ? `gRPC port ${grpc.port}`
        : `exec ${commandText(exec?.command ?? [])}`;
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  return `${how}, delay ${initialDelaySeconds} s, period ${periodSeconds} s, timeout ${timeoutSeconds} s, ${failureThreshold} failures`;
}

function volumes(all: NonNullable<Pod['spec']>['volumes'] = []): string[] {
  const shown = all.flatMap(({ name, persistentVolumeClaim, secret, configMap, hostPath, nfs }) => {
    if (persistentVolumeClaim) return [`${name}: claim ${persistentVolumeClaim.claimName}`];
    if (secret) return [`${name}: secret ${secret.secretName}${secret.optional ? ' (optional)' : ''}`];
    if (configMap) return [`${name}: configMap ${configMap.name}${configMap.optional ? ' (optional)' : ''}`];
    if (hostPath) return [`${name}: path ${hostPath.path} of the node`];
    return nfs ? [`${name}: NFS ${nfs.server}:${nfs.path}`] : [];
  });
  return shown.length === 0 ? [] : ['volumes:', ...indented(shown)];
}
