import { z } from 'zod';
import { alertmanager } from './sections/alertmanager.ts';
import { alerts } from './sections/alerts.ts';
import { archive } from './sections/archive.ts';
import { autoscaling } from './sections/autoscaling.ts';
import { certificates } from './sections/certificates.ts';
import { cluster } from './sections/cluster.ts';
import { entrances } from './sections/entrances.ts';
import { evidence } from './sections/evidence.ts';
import { jobs } from './sections/jobs.ts';
import { load } from './sections/load.ts';
import { logs } from './sections/logs.ts';
import { namespaces } from './sections/namespaces.ts';
import { nightly } from './sections/nightly.ts';
import { networkPolicy } from './sections/network-policy.ts';
import { nodes } from './sections/nodes.ts';
import { objects } from './sections/objects.ts';
import { probing } from './sections/probing.ts';
import { notify } from './sections/notify.ts';
import { prometheus } from './sections/prometheus.ts';
import { quarantine } from './sections/quarantine.ts';
import { required } from './sections/required.ts';
import { rollingRestart } from './sections/rolling-restart.ts';
import { run } from './sections/run.ts';
import { scope } from './sections/scope.ts';
import { sonobuoy } from './sections/sonobuoy.ts';
import { storage } from './sections/storage.ts';
import { time } from './sections/time.ts';
import { imageName } from './sections/values.ts';

/** The whole configuration, a file for each section. Every key has a default, so an empty file is a valid one. */
export const configSchema = z.strictObject({
  cluster,
  image: imageName
    .default('')
    .describe(
      'Image of the suite; the target app and the probe agents run from it too. Empty: the image the runner itself runs from',
    ),
  namespaces,
  scope,
  run,
  required,
  quarantine,
  time,
  nodes,
  jobs,
  probing,
  certificates,
  entrances,
  networkPolicy,
  objects,
  sonobuoy,
  archive,
  storage,
  load,
  autoscaling,
  prometheus,
  alertmanager,
  alerts,
  logs,
  evidence,
  rollingRestart,
  nightly,
  notify,
});

export type Config = z.output<typeof configSchema>;
