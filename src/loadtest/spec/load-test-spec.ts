import type { LoadProfile } from '../../instruments/load/profile.ts';
import type { Threshold } from './thresholds.ts';

/** The load of a load test, and the thresholds that judge it. */
export interface LoadTestSpec extends LoadProfile {
  /** The length that was asked for, in seconds; absent where it is the default: then a load shape decides how long it lasts. */
  runTime?: number;
  thresholds: readonly Threshold[];
}
