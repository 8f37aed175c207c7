import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';

/** Something that checks are made for one by one, and that no object of the API server stands for, such as the scrape jobs of Prometheus. */
export interface Survey<T> {
  /** Finds them, before the checks start. */
  find(context: SurveyContext): Promise<readonly T[]>;
  /** One for which specs register their checks when there is no cluster: the generated roles grant the permissions of these checks. */
  readonly sample: T;
}

/** What a survey asks. */
export interface SurveyContext {
  cluster: Cluster;
  config: Config;
  /** Fires when it has taken too long, or the run is cut off. */
  signal: AbortSignal;
}

/** How long a survey may take, in milliseconds: all checks wait for it. */
const LIMIT = 10_000;

/**
 * What a survey finds; nothing when it fails or takes too long, for a check has to say why, and can wait for it.
 * @throws the reason of the signal when the run is cut off.
 */
export async function found<T>(survey: Survey<T>, context: SurveyContext): Promise<readonly T[]> {
  const limited = AbortSignal.any([context.signal, AbortSignal.timeout(LIMIT)]);
  try {
    return await survey.find({ ...context, signal: limited });
  } catch {
    context.signal.throwIfAborted();
    return [];
  }
}
