import type { RunFacts } from '../results/model.ts';
import { formatFigure } from './figure.ts';

/**
 * What a run has spent its time on, in one line; `undefined` when that was not measured.
 * @example '5m12s, of which 5m01s by the cluster; overhead of the suite 3.5 % (3.1 s before the first test, 4.0 s after the last)'
 */
export function runTimeLine({ measurements = [] }: RunFacts): string | undefined {
  const of = (id: string) => measurements.find((one) => one.id === id);
  const [run, critical, before, after] = [of('run'), of('critical-path'), of('before-checks'), of('after-checks')];
  const overhead = of('suite-overhead');
  if (!run || !critical || !before || !after || !overhead) return undefined;
  const percent = (overhead.value * 100).toFixed(1);
  return `${formatFigure(run)}, of which ${formatFigure(critical)} by the cluster; overhead of the suite ${percent} % (${formatFigure(before)} before the first test, ${formatFigure(after)} after the last)`;
}
