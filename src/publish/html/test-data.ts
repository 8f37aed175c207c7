import { cleanLine, cleanText } from '../../results/clean-text.ts';
import type { Results, TestResult } from '../../results/model.ts';
import { outcomeOf, quarantineText, type Outcome } from '../../results/quarantine.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ShownEvidence } from './evidence-texts.ts';
import { measurementRow, type MeasurementRow } from './measurement-row.ts';

/** The maximum length of the whole text of a reason, in characters. */
const DETAIL = 8_000;

/** One test as the page's script reads it: texts only, and only what there is. */
export interface TestData {
  id: string;
  title: string;
  area: string;
  status: Outcome;
  took: string;
  started?: string;
  attempts?: number;
  group?: string;
  safety?: string;
  quarantined?: string;
  cause?: string;
  todo?: string;
  counts?: string;
  detail?: string;
  notes?: string[];
  measurements?: MeasurementRow[];
  evidence?: ShownEvidence[];
}

/** All tests, those that did not pass first within each area; pure. */
export function testData({ plan, tests }: Results, evidence: ReadonlyMap<string, ShownEvidence[]>): TestData[] {
  const planned = new Map(plan.map((one) => [one.id, one]));
  return tests.map((test) => {
    const { group, safety } = planned.get(test.id) ?? {};
    const shown = evidence.get(test.id);
    return {
      id: cleanText(test.id),
      title: cleanLine(test.title),
      area: cleanLine(test.area, 40),
      status: outcomeOf(test),
      took: test.startedAt === undefined ? '' : formatDuration(test.durationSeconds),
      ...(test.startedAt !== undefined && { started: test.startedAt }),
      ...(test.attempts > 1 && { attempts: test.attempts }),
      ...(group !== undefined && { group: cleanLine(group) }),
      ...(safety !== undefined && { safety }),
      ...(test.quarantine && { quarantined: quarantineText(test.quarantine) }),
      ...reasonOf(test),
      ...(test.notes && { notes: test.notes.map((note) => cleanLine(note)) }),
      ...(test.measurements.length > 0 && { measurements: test.measurements.map(measurementRow) }),
      ...(shown && { evidence: shown }),
    };
  });
}

function reasonOf({ reason }: TestResult): Partial<TestData> {
  if (!reason) return {};
  const { message, todo, counts, detail } = reason;
  return {
    cause: cleanLine(message),
    ...(todo !== undefined && { todo: cleanLine(todo) }),
    ...(counts !== undefined && { counts: cleanLine(counts) }),
    ...(detail !== undefined && { detail: cleanText(detail).slice(0, DETAIL).toWellFormed() }),
  };
}
