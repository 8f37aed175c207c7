import type { LoadProfile } from '../../instruments/load/profile.ts';
import type { Threshold } from './thresholds.ts';

/** What a load test is to do, and the thresholds it is judged by. */
export interface LoadTestSpec extends LoadProfile {
  thresholds: readonly Threshold[];
}
