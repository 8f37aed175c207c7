import type { Progress } from '../../src/terminal/progress.ts';
import type { PlanReport } from './overall-progress.mjs';

/** Where a build reports its progress: lines of text and, if its command has a plan, the parts of it that begin and end. */
export type BuildProgress = Progress & { plan?: PlanReport };
