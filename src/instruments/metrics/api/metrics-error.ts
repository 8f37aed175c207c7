import { ShakedownError, type ErrorFacts } from '../../../errors/shakedown-error.ts';

/** Why a server of metrics gave no answer that can be judged. */
export type MetricsErrorCode =
  /** It cannot be reached, or fails: the cluster's fault. */
  | 'METRICS_UNREACHABLE'
  /** The suite has not the permission to reach it through the API server. */
  | 'METRICS_NO_RIGHT'
  /** It does not accept the credentials, or wants some. */
  | 'METRICS_CREDENTIALS'
  /** It wants the name of a tenant, or another one. */
  | 'METRICS_TENANT'
  /** It answers without a part of what it should have, and says so. */
  | 'METRICS_INCOMPLETE'
  /** A query that it refuses. */
  | 'METRICS_QUERY'
  /** An answer that is larger than is read. */
  | 'METRICS_TOO_LARGE'
  /** An answer that nothing with this API gives. */
  | 'METRICS_ANSWER'
  /** The configuration names it in a way that cannot work. */
  | 'METRICS_CONFIG';

/** A failure to ask Prometheus, Alertmanager, or what serves the same API. */
export class MetricsError extends ShakedownError {
  declare readonly code: MetricsErrorCode;
  /** Whether the same question may be answered a moment later. */
  readonly transient: boolean;

  constructor(code: MetricsErrorCode, { transient = false, ...facts }: ErrorFacts & { transient?: boolean }) {
    super(code, facts);
    this.transient = transient;
  }
}
