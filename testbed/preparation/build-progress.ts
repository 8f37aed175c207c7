import type { Progress } from '../../src/terminal/progress.ts';
import type { PlanReport } from './overall-progress.mjs';

/** Where a build reports how far it is: lines of text and, where its command has a plan, the parts of it that begin and end. */
export type BuildProgress = Progress & { plan?: PlanReport };
