import {
  chanceOf,
  generatedPair,
  type Chance,
  type Scatter,
} from '../../src/results/compare/generated-pairs.fixture.ts';
import { judgeMeasurements } from '../../src/results/compare/judge-measurements.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import type { Section } from './section.ts';

const MEASUREMENTS = 100;
const SLOWDOWN = 1.3;
/** The noise of the measurement that gets slower. */
const NOISE = 0.07;
const SEED = 20_261_128;
const GOALS = { falseAlarms: 0.01, found: 0.8 };

/** How the measurements of a comparison scatter, and how many runs each side has. */
interface Kind {
  name: string;
  before: number;
  after: number;
  scatter(chance: Chance): Scatter;
}

const low = (chance: Chance): Scatter => ({ deviation: 0.01 + 0.06 * chance.even() });
const mixed = (chance: Chance): Scatter => ({ deviation: 0.02 + 0.28 * chance.even() });

const kinds: readonly Kind[] = [
  { name: '10 of history + 3, 3 after; noise 1 to 7 %', before: 13, after: 3, scatter: low },
  { name: '10 of history + 3, 3 after; noise 2 to 30 %', before: 13, after: 3, scatter: mixed },
  {
    ...{ name: '10 of history + 3, 3 after; noise 2 to 30 %, each twentieth value doubled', before: 13, after: 3 },
    scatter: (chance) => ({ ...mixed(chance), outliers: 0.05 }),
  },
  { name: '10 of history, 1 after; noise 2 to 30 %', before: 10, after: 1, scatter: mixed },
  { name: '3 before, 3 after; noise 2 to 30 %', before: 3, after: 3, scatter: mixed },
];

/** Measures by simulation how often a comparison calls a measurement slower that is not, and how often it finds one that is. */
export async function benchComparison({ runs, progress }: { runs: number; progress: Progress }): Promise<Section> {
  const rates = [];
  for (const kind of kinds) {
    progress.now(`comparison: ${kind.name}`);
    rates.push({ kind: kind.name, ...ratesOf(kind, runs) });
    // The progress is shown between two kinds.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const [first, second] = rates;
  const worst = Math.max(first?.falseAlarms ?? 1, second?.falseAlarms ?? 1);
  return {
    title: 'Comparison',
    facts: [
      `${runs} comparisons of each kind, ${MEASUREMENTS} measurements in each, random numbers from seed ${SEED}`,
      `false alarms: comparisons without any difference that call some measurement slower`,
      `found: a measurement with ${Math.round(NOISE * 100)} % noise that takes ${Math.round((SLOWDOWN - 1) * 100)} % longer is called slower`,
    ],
    tables: [
      {
        title: 'Error rates',
        rows: [
          ['runs and noise', 'false alarms', 'found'],
          ...rates.map(({ kind, falseAlarms, found }) => [kind, percent(falseAlarms), percent(found)]),
        ],
      },
    ],
    goals: [
      { goal: 'false alarms at most 1 %, without outliers', seen: percent(worst), met: worst <= GOALS.falseAlarms },
      {
        goal: 'found at least 80 %, where noise is at most 7 %',
        seen: percent(first?.found ?? 0),
        met: (first?.found ?? 0) >= GOALS.found,
      },
    ],
    figures: { rates },
  };
}

function ratesOf({ before, after, scatter }: Kind, runs: number): { falseAlarms: number; found: number } {
  const chance = chanceOf(SEED);
  let [alarms, found] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const pairs = Array.from({ length: MEASUREMENTS }, (_, index) =>
      generatedPair(chance, { id: `${index}`, before, after }, scatter(chance)),
    );
    if (judgeMeasurements(pairs).some(({ verdict }) => verdict === 'slower')) alarms += 1;
    const slow = generatedPair(chance, { id: 'slow', before, after, slowdown: SLOWDOWN }, { deviation: NOISE });
    const [judged] = judgeMeasurements([slow, ...pairs.slice(1)]);
    if (judged?.verdict === 'slower') found += 1;
  }
  return { falseAlarms: alarms / runs, found: found / runs };
}
