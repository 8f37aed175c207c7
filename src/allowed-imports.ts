/**
 * Which rooms a room may import, from the ground up: a room stands above all that it imports, so the arrows run one way. A room is a folder of
 * `src`, or one beside it. An import that is not listed here is a red test (`allowed-imports.test.ts`) that names both files: either the code
 * belongs into another room, or the arrow is meant, and is added here.
 */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  // The ground: values and texts, without I/O to a cluster.
  'src/errors': [],
  'src/time': [],
  'src/terminal': ['src/time'],
  'src/config': ['src/errors', 'src/time'],
  'src/results': ['src/errors', 'src/terminal', 'src/time'],
  'src/publish': ['src/results', 'src/time'],

  // The cluster: the door to it, what can be said of it, what is in it, and what the suite creates there.
  'src/cluster': ['src/errors', 'src/time'],
  'src/diagnosis': ['src/cluster', 'src/terminal'],
  'src/conditions': ['src/cluster', 'src/diagnosis', 'src/errors', 'src/time'],
  'src/inventory': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/results'],
  'src/objects': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/time'],
  plugin: ['src/cluster', 'src/config', 'src/errors', 'src/objects'],

  // What checks measure with. Instruments do not know each other; a scenario uses several.
  'src/instruments/contract': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/objects', 'src/time'],
  'src/instruments/agents': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/contract'],
    ...['src/inventory', 'src/objects', 'src/time'],
  ],
  'src/instruments/target-app': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/instruments/contract', 'src/objects'],
    ...['src/time'],
  ],
  'src/instruments/load': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/contract'],
    ...['src/objects', 'src/results', 'src/time'],
  ],
  'src/instruments/own-objects': [
    ...['src/cluster', 'src/config', 'src/errors', 'src/instruments/contract', 'src/objects'],
  ],
  'src/instruments': [
    ...['src/instruments/agents', 'src/instruments/contract', 'src/instruments/load', 'src/instruments/own-objects'],
    ...['src/instruments/target-app'],
  ],
  'src/scenarios/autoscaling': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/contract'],
    ...['src/instruments/load', 'src/instruments/target-app', 'src/results', 'src/time'],
  ],
  'src/scenarios': ['src/instruments/contract', 'src/scenarios/autoscaling'],
  workloads: ['src/errors', 'src/instruments/agents', 'src/time'],

  // The suite: what specs are written with, and how they are run. Specs import the package `shakedown`, never a file of it.
  'src/authoring': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/instruments', 'src/instruments/contract'],
    ...['src/inventory', 'src/results', 'src/scenarios', 'src/time'],
  ],
  specs: [],
  'src/preflight': [
    ...['src/authoring', 'src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors'],
    ...['src/instruments/agents', 'src/instruments/contract', 'src/inventory', 'src/objects'],
  ],
  'src/run': [
    ...['src/authoring', 'src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/instruments'],
    ...['src/instruments/contract', 'src/inventory', 'src/objects', 'src/preflight', 'src/publish', 'src/results'],
    ...['src/scenarios', 'src/terminal', 'src/time'],
  ],

  // The load test for app teams, on the instrument.
  'src/loadtest': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/load'],
    ...['src/objects', 'src/publish', 'src/results', 'src/terminal', 'src/time'],
  ],

  // The ways in.
  'src/sonobuoy': [
    ...['plugin', 'src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/objects'],
    ...['src/publish', 'src/results', 'src/run', 'src/terminal', 'src/time'],
  ],
  'src/cli': [
    ...['plugin', 'src/authoring', 'src/cluster', 'src/config', 'src/errors', 'src/instruments/load', 'src/inventory'],
    ...['src/loadtest', 'src/objects', 'src/preflight', 'src/publish', 'src/results', 'src/run', 'src/sonobuoy'],
    ...['src/terminal', 'src/time', 'workloads'],
  ],
};
