import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { hpa as conditionsOf } from '../../conditions/kinds/hpa.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import type { DeployedApp } from '../../instruments/target-app/target-app.ts';
import { milliseconds } from '../../time/duration.ts';
import { hpaManifest } from './hpa-manifest.ts';
import { underLoad, type ScalingOutcome, type WhileLoaded } from './under-load.ts';

/** An HPA on a target app. Disposing of it removes it. */
export interface DeployedHpa extends AsyncDisposable {
  readonly ref: Required<Ref>;
  /**
   * Finds the load that brings the app to the configured multiple of its CPU target, starts it, watches the app scale up, stops the load, watches
   * the app scale down, and judges.
   * @param whileLoaded does what it is given with a platform for the load. That ends with the load: other checks may load the cluster while the app
   * scales down.
   */
  underLoad(whileLoaded: WhileLoaded): Promise<ScalingOutcome>;
}

/** The metric of an HPA. */
export interface HpaRequest {
  /** Only this container, by a ContainerResource metric. @default the pods as a whole */
  container?: string;
}

/** HPAs under load, as one check uses them: everything ends with the check's time, except the removal of HPAs. */
export interface Autoscaling {
  /** Creates an HPA with the configured target on an app, and waits until it reads its metric. */
  hpaOn(app: DeployedApp, request: HpaRequest): Promise<DeployedHpa>;
}

/** The HPAs of one check. */
export function autoscalingFor(run: RunContext, scope: CheckScope): Autoscaling {
  return { hpaOn: (app, request) => hpaOn(run, scope, app, request) };
}

async function hpaOn(
  run: RunContext,
  scope: CheckScope,
  app: DeployedApp,
  { container }: HpaRequest,
): Promise<DeployedHpa> {
  const { cluster, config, objects } = run;
  const { ref } = app;
  const remove = () =>
    scope.waiting(`the HPA of ${ref.name} is removed`, () =>
      objects.remove([{ kind: kinds.horizontalPodAutoscalers, ref }]),
    );
  const readsItsMetric = async (signal: AbortSignal, observe?: WaitObserver) => {
    await objects.create(kinds.horizontalPodAutoscalers, hpaManifest(ref, config, container), signal);
    const isHealthy = conditionsOf(ref).isHealthy({ ours: true });
    const withinMs = Math.min(milliseconds(config.time.settle), scope.remaining());
    await until(cluster, isHealthy, { withinMs, signal, observe });
  };
  try {
    await scope.waiting(`the HPA of ${ref.name} reads its metric`, readsItsMetric);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    ref,
    underLoad: (whileLoaded) => underLoad({ run, scope, app, container }, whileLoaded),
    [Symbol.asyncDispose]: remove,
  };
}
