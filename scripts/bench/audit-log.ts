import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Deployment } from '../../src/cluster/kinds/kinds.ts';
import { deploymentRollout } from '../../src/conditions/workloads/rollout/deployment-rollout.ts';

/** A write in the API server's audit log (audit.k8s.io/v1), with the fields that are read here. */
export interface AuditEvent<T = Deployment> {
  verb: string;
  objectRef?: { resource?: string; namespace?: string; name?: string; subresource?: string };
  responseStatus?: { code?: number };
  requestObject?: T;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

/** The write that made a Deployment complete, according to its controller and for the newest spec. */
export interface Completion {
  name: string;
  generation: number;
  /** When the API server had received the write, and when it had answered it; seconds since 1970, to the microsecond. */
  received: number;
  answered: number;
}

/** What the audit log contains about the Deployments of a namespace. */
export interface DeploymentWrites {
  /** When the API server received the first of the requests that created them, in seconds since 1970. */
  firstCreate: number | undefined;
  /** For each Deployment and each of its generations the first write that made it complete, sorted by time. */
  completions: Completion[];
}

/**
 * Reads the writes to the Deployments of a namespace from the audit log.
 * @param path of the current log; the rotated logs are in the same directory.
 */
export async function deploymentWrites(path: string, namespace: string, since: Date): Promise<DeploymentWrites> {
  return judgeWrites(await writesTo<Deployment>(['deployments'], { path, namespace, since }));
}

/** All writes to resources of a namespace, in no order. */
export async function writesTo<T>(
  resources: readonly string[],
  { path, namespace, since }: { path: string; namespace: string; since: Date },
): Promise<AuditEvent<T>[]> {
  const suiteLabels = resources.map((resource) => `"objectRef":{"resource":"${resource}","namespace":"${namespace}"`);
  const events: AuditEvent<T>[] = [];
  for (const file of await filesSince(path, since)) events.push(...(await eventsIn<T>(file, suiteLabels)));
  const begun = since.getTime() / 1_000;
  return events.filter(({ requestReceivedTimestamp }) => seconds(requestReceivedTimestamp) >= begun);
}

/** Selects the relevant writes; pure. */
export function judgeWrites(events: readonly AuditEvent[]): DeploymentWrites {
  const accepted = events.filter(({ responseStatus }) => (responseStatus?.code ?? 500) < 300);
  const created = accepted
    .filter(({ verb }) => verb === 'create')
    .map((event) => seconds(event.requestReceivedTimestamp));
  const first = new Map<string, Completion>();
  const inOrder = accepted.toSorted((a, b) => seconds(a.stageTimestamp) - seconds(b.stageTimestamp));
  for (const { objectRef, requestObject, requestReceivedTimestamp, stageTimestamp } of inOrder) {
    const { name } = objectRef ?? {};
    if (objectRef?.subresource !== 'status' || !requestObject || name === undefined) continue;
    if (!deploymentRollout(requestObject).done) continue;
    const generation = requestObject.metadata?.generation ?? 0;
    const key = `${name} ${generation}`;
    if (first.has(key)) continue;
    first.set(key, {
      name,
      generation,
      received: seconds(requestReceivedTimestamp),
      answered: seconds(stageTimestamp),
    });
  }
  return { firstCreate: created.length > 0 ? Math.min(...created) : undefined, completions: [...first.values()] };
}

async function filesSince(path: string, since: Date): Promise<string[]> {
  const directory = dirname(path);
  const aged = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      const file = join(directory, name);
      return { file, written: (await stat(file)).mtimeMs };
    }),
  );
  const recent = aged.filter(({ written }) => written >= since.getTime());
  return recent.toSorted((a, b) => a.written - b.written).map(({ file }) => file);
}

async function eventsIn<T>(file: string, suiteLabels: readonly string[]): Promise<AuditEvent<T>[]> {
  const events: AuditEvent<T>[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    // Most lines are about other objects: parsing them all would take minutes.
    if (suiteLabels.some((mark) => line.includes(mark))) events.push(JSON.parse(line) as AuditEvent<T>);
  }
  return events;
}

/** Seconds since 1970; `Date` alone would drop the microseconds. */
export function seconds(stamp: string): number {
  const [whole = '', fraction = '0'] = stamp.replace(/Z$/, '').split('.');
  return Date.parse(`${whole}Z`) / 1_000 + Number(`0.${fraction}`);
}
