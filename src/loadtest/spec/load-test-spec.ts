import type { LoadProfile } from '../../instruments/load/profile.ts';
import type { Threshold } from './thresholds.ts';

/** The load of a load test, and the thresholds that judge it. */
export interface LoadTestSpec extends LoadProfile {
  thresholds: readonly Threshold[];
}
