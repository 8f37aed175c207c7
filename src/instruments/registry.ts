import { agents } from './agents/instrument.ts';
import type { Registry } from './contract/make-tools.ts';
import { load } from './load/instrument.ts';
import { metrics } from './metrics/instrument.ts';
import { logs } from './logs/instrument.ts';
import { nodes } from './nodes/instrument.ts';
import { ownObjects } from './own-objects/instrument.ts';
import { targetApp } from './target-app/instrument.ts';
import { volumes } from './volumes/instrument.ts';

/** The instruments of the suite, by the names of their tools in the toolbox of a check. */
export const instruments = {
  /** Probe agents on every real node, which test Services, endpoints and DNS from inside the cluster. */
  agents,
  /** The suite's own app, to deploy, scale, roll and delete. */
  targetApp,
  /** Load by Locust. */
  load,
  /** Prometheus, and what serves the same API. */
  metrics,
  /** Writers of numbered lines, which have to arrive in the log store. */
  logs,
  /** Nodes that come and go with the load. */
  nodes,
  /** Volumes that the cluster provisions. */
  volumes,
  /** Whatever else a check creates. */
  objects: ownObjects,
} satisfies Registry;
