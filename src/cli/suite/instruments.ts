import { makeAutoscaling } from '../../scenarios/autoscaling/autoscaling.ts';
import { clusterTool } from '../../conditions/waiting/cluster-tool.ts';
import { makeLoad } from '../../instruments/load/load.ts';
import { makeObjects } from '../../objects/objects.ts';
import type { MakeInstruments } from '../../run/check/instruments.ts';
import { makeTargetApp } from '../../instruments/target-app/make-target-app.ts';
import { makeProbes } from '../../instruments/agents/make-probes.ts';

/** The instruments that the suite comes with. */
export const makeInstruments: MakeInstruments = ({ id, config, cluster, signal }) => {
  const objects = makeObjects({ cluster, config, runId: id });
  return {
    verbs: (ofCheck, observe) => clusterTool({ cluster, signal: ofCheck, settle: config.time.settle, observe }),
    probes: makeProbes({ cluster, config, objects, signal }),
    targetApp: makeTargetApp({ cluster, config, objects }),
    load: makeLoad({ cluster, config, objects }),
    autoscaling: makeAutoscaling({ cluster, config, objects }),
    close: (ending) => objects.removeAll(ending),
  };
};
