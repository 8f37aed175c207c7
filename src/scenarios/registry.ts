import type { Registry } from '../instruments/contract/make-tools.ts';
import { autoscaling } from './autoscaling/scenario.ts';
import { rollingRestart } from './rolling-restart/scenario.ts';

/** The scenarios, which may use several instruments, by the names of their tools in the toolbox of a check. */
export const scenarios = {
  /** HPAs, watched while a load starts and stops. */
  autoscaling,
  /** Pods that end while requests are sent to them. */
  rollingRestart,
} satisfies Registry;
