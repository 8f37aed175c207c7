import type { Registry } from '../instruments/contract/make-tools.ts';
import { autoscaling } from './autoscaling/scenario.ts';

/** What stands above the instruments and may use several of them, by the names in the toolbox of a check. */
export const scenarios = {
  /** HPAs, watched while load comes and goes. */
  autoscaling,
} satisfies Registry;
