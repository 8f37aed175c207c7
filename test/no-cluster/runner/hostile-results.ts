import { statusSchema, type Results, type TestResult } from '../../../src/results/model.ts';

/** Pseudo-random numbers that are the same in every run. */
function sequence(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state % below;
  };
}

/** Texts that have broken parsers, terminals and file systems. */
const PIECES = [
  ...['shop/web', ' ', 'ready', '<', '>', '&', '"', "'", ']]>', '<![CDATA[', '<!--', '-->', '<?xml?>', '</testcase>'],
  ...[
    '\u0000',
    '\u0001',
    '\u0008',
    '\u000b',
    '\u001b[31m',
    '\u001b]0;x\u0007',
    '\u007f',
    '\u009b1m',
    '\r',
    '\r\n',
    '\n',
    '\t',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\udfff\ud83d',
    '💥',
    '\ufffe',
    '\uffff',
    '\ufdd0',
    '\u{1fffe}',
    '\u2028',
    '\ufeff',
    'é',
    '\u202e',
  ],
  ...['timeout', 'time\u0000out', 'Timeout', '&#x1b;', '&lt;', '%s', '${x}', '../../etc', 'x'.repeat(400), ''],
];

/** Results that only a hostile cluster could cause; the same for the same seed. */
export function hostileResults(seed: number): Results {
  const below = sequence(seed);
  const text = () => Array.from({ length: below(12) }, () => PIECES[below(PIECES.length)] ?? '').join('');
  const count = below(8);
  const tests = Array.from({ length: count }, (_, index): TestResult => {
    const status = statusSchema.options[below(statusSchema.options.length)] ?? 'passed';
    const reason = { code: text(), message: text(), ...(below(2) ? { detail: text() } : {}) };
    return {
      id: `${index}/${text()}`,
      area: ['workloads', 'nodes', text()][below(3)] ?? '',
      title: text(),
      status,
      ...(status === 'passed' || below(9) === 0 ? {} : { reason }),
      durationSeconds: [0, 0.0004, 1.5, 1e7, 1e-9][below(5)] ?? 0,
      attempts: below(3),
      measurements: below(2) ? [{ id: text(), value: 1e-7 * below(100), unit: 'seconds', budgetReason: text() }] : [],
      evidence: below(2) ? [{ title: text(), file: `evidence/${text()}` }] : [],
    };
  });
  const trouble = { kind: 'usage', code: 'FOCUS', message: text(), detail: text() } as const;
  return {
    schemaVersion: 1,
    run: {
      id: 'run',
      startedAt: below(5) ? '2026-01-01T00:00:00.000Z' : text(),
      suiteVersion: '0',
      configDigest: '0',
      dryRun: below(8) === 0,
      cluster: { name: text(), nodes: [] },
      ...(below(9) ? { endedAt: '2026-01-01T00:02:10.000Z' } : {}),
      ...(below(4) ? {} : { interruption: text() }),
      ...(below(6) ? {} : { trouble }),
    },
    plan: [],
    tests,
  };
}
