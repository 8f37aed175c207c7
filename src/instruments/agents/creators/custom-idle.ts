/** What a manifest of any kind says about the pods of its object. */
export interface Wanted {
  /** Why it intentionally has no pods now: `is scaled to zero`. */
  idle?: string;
  /** Nothing in it says whether it should have pods now. */
  isUnsure?: true;
}

/** An object as far as this needs it. */
export interface Stated {
  kind: string;
  group: string;
  metadata?: { annotations?: Readonly<Record<string, string>> };
  spec?: unknown;
  status?: unknown;
}

/** Annotations that stop all pods of an object: of CloudNativePG, of Kubeflow's notebooks, and those that are called like them. */
const STOPPING = /(^|[./-])(hibernat(e|ed|ion)|stopped|shutdown)$/;
const OFF = /^(off|false|no|)$/i;
/** Fields that stop all pods when they are true: of JobSets and Ray, of Kubeflow's jobs, of PGO, of others. */
const FLAGS = ['suspend', 'suspended', 'hibernate', 'hibernated', 'shutdown', 'stop', 'stopped'] as const;
/** Those of them that elsewhere stop only the work of an operator, while the pods stay. */
const AMBIGUOUS = new Set<string>(['suspend', 'suspended']);
/** Groups whose operators stop only their own work: Flux, and MariaDB (mariadb.com/docs/tools/mariadb-enterprise-operator/suspend-reconciliation). */
const KEEPS_PODS = /(^|\.)(fluxcd\.io|mariadb\.com)$/;
/** What a kind calls the number of its pods: most, CloudNativePG, many operators, Zalando's. */
const COUNTS = ['replicas', 'instances', 'size', 'numberOfInstances'] as const;
/** Kinds that run to an end. Only these have ended when their state says so: elsewhere an installation may be complete. */
const TASK = /(job|run|application|workflow|task|build)$/i;
const ENDED = /^(succeeded|completed?|failed|finished|terminated|aborted)$/i;
/** States of an object of any kind without pods. */
const STOPPED = /^(stopped|suspended|hibernated|shutdown)$/i;

/**
 * Whether an object of a kind that is not Kubernetes' own should have pods now, as far as such kinds resemble each other: it may be stopped, be scaled
 * to zero, have ended, or wait for its schedule. Pure.
 * @param replicas as its subresource `scale` says. @default its manifest decides
 */
export function wantedPods(one: Stated, replicas = replicasOf(one)): Wanted {
  const { kind, group, metadata } = one;
  const [spec, status] = [fieldsOf(one.spec), fieldsOf(one.status)];
  const stopping = Object.entries(metadata?.annotations ?? {}).find(
    ([key, value]) => STOPPING.test(key) && !OFF.test(value),
  );
  if (stopping) return { idle: `is stopped (annotation ${stopping.join(': ')})` };
  const keepsPods = KEEPS_PODS.test(group);
  const flag = FLAGS.find((name) => spec[name] === true && !(keepsPods && AMBIGUOUS.has(name)));
  const ofRun = FLAGS.find((name) => fieldsOf(spec['runPolicy'])[name] === true);
  const hasReplicas = replicas !== undefined && replicas > 0;
  const isAmbiguous = flag !== undefined && AMBIGUOUS.has(flag) && hasReplicas;
  const stop = isAmbiguous ? ofRun : (flag ?? ofRun);
  if (stop) return { idle: `is stopped (${stop}: true)` };
  // Elsewhere a pause is one of changes, and not of pods.
  if (spec['pause'] === true && /(^|\.)percona\.com$/.test(group)) return { idle: 'is stopped (pause: true)' };
  if (spec['running'] === false) return { idle: 'is stopped (running: false)' };
  if (spec['runStrategy'] === 'Halted') return { idle: 'is stopped (runStrategy: Halted)' };
  // What has replicas runs all the time: its schedule is that of a backup or of its maintenance.
  const isScheduled = typeof spec['schedule'] === 'string' && replicas === undefined;
  if (isScheduled || spec['jobTargetRef']) return { idle: 'is between two runs' };
  const states = statesOf(status);
  const ended = TASK.test(kind) ? states.find((state) => ENDED.test(state)) : undefined;
  if (ended) return { idle: `has ended (${ended})` };
  if (replicas === 0) return { idle: 'is scaled to zero' };
  if (isAmbiguous) return { isUnsure: true };
  if (replicas !== undefined || spec['running'] === true || spec['runStrategy'] === 'Always') return {};
  const stopped = states.find((state) => STOPPED.test(state));
  return stopped ? { idle: `is ${stopped.toLowerCase()}` } : { isUnsure: true };
}

/** How many pods an object asks for by its manifest; `undefined` when that does not say it. */
export function replicasOf({ spec }: Pick<Stated, 'spec'>): number | undefined {
  const fields = fieldsOf(spec);
  const count = COUNTS.map((name) => fields[name]).find((value) => typeof value === 'number');
  if (count !== undefined) return count;
  return Array.isArray(fields['pods']) ? fields['pods'].length : undefined;
}

/** The states that an object says that it is in, by its phase or by conditions that are true. */
function statesOf(status: Fields): string[] {
  const { phase, state, applicationState, jobDeploymentStatus, printableStatus, conditions } = status;
  const texts = [phase, state, fieldsOf(state)['phase'], fieldsOf(applicationState)['state']];
  const types = (Array.isArray(conditions) ? conditions : [])
    .map(fieldsOf)
    .flatMap((one) => (one['status'] === 'True' ? [one['type']] : []));
  return [...texts, jobDeploymentStatus, printableStatus, ...types].filter((text) => typeof text === 'string');
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
