import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import { goDuration } from '../../../time/go-duration.ts';

/**
 * How often metrics-server collects by default; its manifest sets 15 s, other ways to install it do not.
 * https://github.com/kubernetes-sigs/metrics-server/blob/087ef6b3f303890a44a20f14d23f3cb259be042f/cmd/metrics-server/app/options/options.go
 */
const METRIC_RESOLUTION_SECONDS = 60;

/**
 * How long after its start a pod's CPU counts only when it is ready and measured since, and until when it may have become so late, by default.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/podautoscaler/config/v1alpha1/defaults.go
 */
const INITIALISATION_SECONDS = 300;
const READINESS_DELAY_SECONDS = 30;

/** A length of time that decides how quickly an HPA can react, and its source. */
export interface Tick {
  seconds: number;
  /** `flag of pod kube-system/metrics-server-x`, `behavior of the HPA`, `configuration`. */
  source: string;
}

/** The clocks between a load and its pods. */
export interface Clocks {
  /** How often the kubelet takes a CPU sample. */
  kubelet: Tick;
  /** How often metrics-server reads the kubelets. */
  metrics: Tick;
  /** How often the HPA controller reads the metrics. */
  sync: Tick;
  /** How long the HPA keeps its highest recommendation. */
  stabilisation: Tick;
  /** How long after its start a pod's CPU counts only when the pod is ready and was measured since. */
  initialisation: Tick;
  /** How long after its start a pod that becomes unready has never been ready. */
  readinessDelay: Tick;
  /** How far a metric may be from its target without a decision: 0.1. */
  tolerance: number;
}

/** A pod of the control plane, or of metrics-server, and how it was started. */
export interface Started {
  /** For messages: `pod kube-system/metrics-server-x`. */
  name: string;
  arguments: readonly string[];
}

/** The clocks for a cluster that does not show them, in seconds. */
export interface ConfiguredClocks {
  kubelet: number;
  metrics: number;
  sync: number;
  stabilisation: number;
  tolerance: number;
}

/**
 * The clocks of a cluster: from the HPA and the flags of its programs if they show, otherwise from the configuration.
 * @param seen the controller-manager and metrics-server, if they run as pods that can be read.
 */
export function clocksOf(
  configured: ConfiguredClocks,
  seen: { controllerManager?: Started; metricsServer?: Started; hpa?: Hpa } = {},
): Clocks {
  const { controllerManager, metricsServer, hpa } = seen;
  const behaviour = hpa?.spec?.behavior?.scaleDown?.stabilizationWindowSeconds;
  const tick = (seconds: number): Tick => ({ seconds, source: 'configuration' });
  const standard = (seconds: number): Tick => ({ seconds, source: 'default of Kubernetes' });
  return {
    kubelet: tick(configured.kubelet),
    metrics:
      flagOf(metricsServer, 'metric-resolution') ??
      defaultOf(metricsServer, 'metric-resolution', METRIC_RESOLUTION_SECONDS) ??
      tick(configured.metrics),
    sync: flagOf(controllerManager, 'horizontal-pod-autoscaler-sync-period') ?? tick(configured.sync),
    stabilisation:
      behaviour === undefined
        ? (flagOf(controllerManager, 'horizontal-pod-autoscaler-downscale-stabilization') ??
          tick(configured.stabilisation))
        : { seconds: behaviour, source: 'behavior of the HPA' },
    initialisation:
      flagOf(controllerManager, 'horizontal-pod-autoscaler-cpu-initialization-period') ??
      standard(INITIALISATION_SECONDS),
    readinessDelay:
      flagOf(controllerManager, 'horizontal-pod-autoscaler-initial-readiness-delay') ??
      standard(READINESS_DELAY_SECONDS),
    tolerance: configured.tolerance,
  };
}

function flagOf(started: Started | undefined, flag: string): Tick | undefined {
  const seconds = started && goDuration(valueOf(started, flag));
  return started && seconds !== undefined ? { seconds, source: `flag of ${started.name}` } : undefined;
}

/** The defaults of the programs for flags that are not set. */
function defaultOf(started: Started | undefined, flag: string, seconds: number): Tick | undefined {
  if (!started || valueOf(started, flag) !== undefined) return undefined;
  return { seconds, source: `default of ${started.name}, which has no --${flag}` };
}

/** The value of a flag, written as `--flag=value` or `--flag value`; the last one holds. */
function valueOf({ arguments: all }: Started, flag: string): string | undefined {
  const index = all.findLastIndex((text) => text === `--${flag}` || text.startsWith(`--${flag}=`));
  return index < 0 ? undefined : ((all[index]?.slice(flag.length + 3) || all[index + 1]) ?? '');
}
