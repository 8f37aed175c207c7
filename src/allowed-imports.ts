/**
 * Which rooms a room may import. A room comes after all rooms that it imports, so that imports go in one direction. A room is a folder of
 * `src`, or one next to it. An import that is not listed here fails a test (`allowed-imports.test.ts`) that names both files: either the code
 * belongs into another room, or the import is intended, and is added here.
 */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  // Values and texts, without I/O to a cluster.
  'src/errors': [],
  'src/time': [],
  'src/parallel': [],
  'src/files': [],
  'src/redaction': [],
  'src/tls': ['src/errors'],
  'src/terminal': ['src/time'],
  'src/config': ['src/errors', 'src/time'],
  'src/results': ['src/errors', 'src/terminal', 'src/time'],
  'src/publish': ['src/results', 'src/time'],
  // The runs in a directory of runs.
  'src/stored-runs': ['src/publish', 'src/results'],

  // The cluster: access to it, conditions of it, its objects, and those that the suite creates.
  'src/cluster': ['src/errors', 'src/time'],
  'src/diagnosis': ['src/cluster', 'src/redaction', 'src/terminal', 'src/time'],
  'src/conditions': ['src/cluster', 'src/diagnosis', 'src/errors', 'src/time'],
  'src/objects': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/time'],
  'src/inventory': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/objects', 'src/results'],
  // How a server that the suite asks is reached: Prometheus, Alertmanager, a log store.
  'src/server-access': ['src/cluster', 'src/config', 'src/errors'],
  // Who is told about a run that has ended.
  'src/notify': [
    ...['src/cluster', 'src/config', 'src/errors', 'src/publish', 'src/results', 'src/stored-runs', 'src/terminal'],
    ...['src/time', 'src/tls'],
  ],
  plugin: ['src/cluster', 'src/config', 'src/errors', 'src/objects'],

  // What checks measure with. Instruments do not know each other; a scenario uses several. `*` stands for each folder.
  'src/instruments/contract': ['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/objects', 'src/time'],
  'src/instruments/*': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/contract'],
    ...['src/inventory', 'src/objects', 'src/redaction', 'src/results', 'src/server-access', 'src/time'],
  ],
  'src/instruments': ['src/instruments/*', 'src/instruments/contract'],
  'src/scenarios/*': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/*'],
    ...['src/instruments/contract', 'src/objects', 'src/results', 'src/time'],
  ],
  'src/scenarios': ['src/instruments/contract', 'src/scenarios/*'],
  workloads: ['src/errors', 'src/instruments/*', 'src/parallel', 'src/time'],

  // The suite: what specs are written with, and how they are run. Specs import the package `shakedown`, never a file of it.
  'src/authoring': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/errors', 'src/instruments', 'src/instruments/contract'],
    ...['src/inventory', 'src/results', 'src/scenarios', 'src/time'],
  ],
  specs: [],
  'src/preflight': [
    ...['src/authoring', 'src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors'],
    ...['src/instruments/*', 'src/instruments/contract', 'src/inventory', 'src/objects'],
  ],
  'src/run': [
    ...['src/authoring', 'src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/files'],
    ...['src/instruments', 'src/instruments/contract', 'src/inventory', 'src/notify', 'src/objects', 'src/parallel'],
    ...['src/preflight', 'src/publish', 'src/redaction', 'src/results', 'src/scenarios', 'src/terminal', 'src/time'],
  ],

  // The archive of runs in S3.
  'src/archive': [
    ...['src/config', 'src/errors', 'src/parallel', 'src/publish', 'src/results', 'src/run', 'src/time', 'src/tls'],
  ],

  // The load test for app teams, on the instrument.
  'src/loadtest': [
    ...['src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/instruments/*'],
    ...['src/objects', 'src/publish', 'src/results', 'src/terminal', 'src/time'],
  ],

  // Where finished runs are delivered to.
  'src/delivery': [
    ...['src/archive', 'src/config', 'src/errors', 'src/notify', 'src/results', 'src/stored-runs', 'src/time'],
  ],

  // The ways in.
  'src/sonobuoy': [
    ...['plugin', 'src/cluster', 'src/conditions', 'src/config', 'src/diagnosis', 'src/errors', 'src/files'],
    ...['src/objects', 'src/publish', 'src/redaction', 'src/results', 'src/run', 'src/terminal', 'src/time'],
  ],
  // The steps of a night, and how it continues after a kill: decisions, its state, its commands. What the steps do is in `src/cli/nightly`.
  'src/nightly': ['src/errors', 'src/results', 'src/terminal', 'src/time'],
  'src/cli': [
    ...[
      'plugin',
      'src/archive',
      'src/authoring',
      'src/cluster',
      'src/conditions',
      'src/config',
      'src/delivery',
      'src/errors',
    ],
    ...['src/files', 'src/instruments/*', 'src/inventory', 'src/loadtest', 'src/nightly', 'src/notify', 'src/objects'],
    ...['src/preflight', 'src/publish', 'src/results', 'src/run'],
    ...['src/sonobuoy', 'src/stored-runs', 'src/terminal', 'src/time', 'workloads'],
  ],
};
