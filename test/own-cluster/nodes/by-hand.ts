import { setTimeout } from 'node:timers/promises';
import { simulatedNode } from '../../../testbed/components/kwok.ts';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** How often the pods are read, in milliseconds. */
const POLL_MS = 500;

const NODE = 'by-hand-1';
const NAMESPACE = 'shakedown-workloads';
const DEPLOYMENT = { namespace: 'fine-by-hand', name: 'scaler' };

interface Pod {
  metadata: { name: string; uid: string };
  spec: { nodeName?: string };
  status: { conditions?: { type: string; reason?: string }[] };
}

/**
 * Plays cluster-autoscaler, which the local cluster cannot have: tells by an event that it adds a node for a pod that fits nowhere, adds a simulated
 * one, and removes it when the pods of the suite are gone.
 */
export class AutoscalerByHand {
  /** For `nodes.autoscaler.deployment`. */
  readonly deployment = `${DEPLOYMENT.namespace}/${DEPLOYMENT.name}`;
  #ended = Promise.resolve();
  #isOver = false;

  async start(local: LocalCluster): Promise<void> {
    const labels = { app: 'cluster-autoscaler' };
    const seed = { 'shakedown-test': 'fault' };
    await local.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: DEPLOYMENT.namespace, labels: seed } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { ...DEPLOYMENT, labels },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'none', image: 'localhost/none:1' }] } },
        },
      },
    ]);
    this.#isOver = false;
    this.#ended = this.#play(local);
  }

  async stop({ kubectl }: LocalCluster): Promise<void> {
    this.#isOver = true;
    await this.#ended;
    await kubectl(['delete', 'node', NODE, '--ignore-not-found']);
    await kubectl(['delete', 'namespace', DEPLOYMENT.namespace, '--timeout=60s']);
  }

  async #play({ kubectl, apply }: LocalCluster): Promise<void> {
    let isAdded = false;
    while (!this.#isOver) {
      const { items } = JSON.parse(await kubectl(['get', 'pods', `--namespace=${NAMESPACE}`, '--output=json'])) as {
        items: Pod[];
      };
      const seeking = items.filter(({ metadata }) => metadata.name.startsWith('seeks-node-'));
      const waiting = seeking.find(({ status }) => status.conditions?.some(({ reason }) => reason === 'Unschedulable'));
      if (waiting && !isAdded) {
        isAdded = true;
        await apply([scaleUp(waiting), simulatedNode(NODE)]);
      }
      if (seeking.length === 0 && isAdded) {
        isAdded = false;
        await kubectl(['delete', 'node', NODE]);
      }
      await setTimeout(POLL_MS);
    }
  }
}

/** The event by which cluster-autoscaler tells that it adds a node. */
function scaleUp({ metadata: { name, uid } }: Pod): object {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: NAMESPACE, name: `${name}.scale-up` },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, name, uid },
    ...{ type: 'Normal', reason: 'TriggeredScaleUp', message: 'pod triggered scale-up: [{by-hand 0->1 (max: 1)}]' },
    ...{ source: { component: 'cluster-autoscaler' }, firstTimestamp: now, lastTimestamp: now, count: 1 },
  };
}
