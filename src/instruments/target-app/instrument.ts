import { kinds } from '../../cluster/kinds/kinds.ts';
import { owns } from '../../cluster/rights/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import { figuresRights } from './figures.ts';
import { targetAppFor } from './make-target-app.ts';
import { targetDeployment, targetService } from './target-app-manifests.ts';
import type { TargetApp } from './target-app.ts';

/** The suite's own app, deployed into the namespace for workloads. */
export const targetApp: Instrument<TargetApp> = {
  title: 'target app',
  rights: [owns(kinds.deployments), owns(kinds.services), ...figuresRights, ...clearingRights('workloads')],
  trials: ({ config: { namespaces, image }, simulated }) => {
    const place = { namespace: namespaces.workloads, name: 'shakedown-dry-run' };
    const manifest = targetDeployment({ ...place, image, replicas: 1, version: 'v1', simulated });
    return [
      { of: 'a target app', kind: kinds.deployments, manifest },
      { of: 'a target app', kind: kinds.services, manifest: targetService(place) },
    ];
  },
  make: (run) => ({ forCheck: (scope) => targetAppFor(run, scope) }),
};
