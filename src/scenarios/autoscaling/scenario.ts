import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns } from '../../cluster/rights/rights.ts';
import type { Instrument } from '../../instruments/contract/instrument.ts';
import { load } from '../../instruments/load/instrument.ts';
import { whyNoLoad } from '../../instruments/load/locust-image.ts';
import { targetApp } from '../../instruments/target-app/instrument.ts';
import { autoscalingFor, type Autoscaling } from './autoscaling.ts';
import { hpaManifest } from './hpa-manifest.ts';

/** HPAs on target apps, watched while a load starts and stops. */
export const autoscaling: Instrument<Autoscaling> = {
  title: 'autoscaling',
  uses: [targetApp, load],
  rights: [
    owns(kinds.horizontalPodAutoscalers),
    looksAt(kinds.pods),
    { group: 'metrics.k8s.io', resource: 'pods', verbs: ['get', 'list'], scope: 'workloads' },
  ],
  trials: ({ config }) => {
    if (whyNoLoad(config) !== undefined) return [];
    const manifest = hpaManifest({ namespace: config.namespaces.workloads, name: 'shakedown-dry-run' }, config);
    return [{ of: 'a target app', kind: kinds.horizontalPodAutoscalers, manifest }];
  },
  make: (run) => ({ forCheck: (scope) => autoscalingFor(run, scope) }),
};
