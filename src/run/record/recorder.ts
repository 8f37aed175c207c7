import { join } from 'node:path';
import type { Waiting } from '../../publish/progress-text.ts';
import type { Planned, Results, RunFacts, TestResult, Trouble } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import type { Clock } from '../../time/clock.ts';
import { RESULTS } from '../../publish/file-names.ts';
import { logIn, testLine } from './e2e-log.ts';
import { JOURNAL, LOG } from './file-names.ts';
import { openJournal } from './journal.ts';
import { writeResultFiles } from './result-files.ts';
import { redactedRecord } from './redacted-listener.ts';
import type { RunListener } from './run-listener.ts';
import { snapshots } from './snapshots.ts';

/**
 * Records what happens in a run, in the journal, the log and the result files, and reports it to the listener: all of it without what looks like a
 * credential.
 */
export interface Recorder {
  /** Facts of the run; once at its start, and again when more is known. */
  run: (facts: RunFacts, deadlineSeconds: number) => void;
  plan: (plan: Planned[]) => void;
  started: (id: string) => void;
  /** The longest wait of a check; `undefined` when no check waits for long any more. */
  waiting: (waiting: Waiting | undefined) => void;
  finished: (test: TestResult) => void;
  /** A test that will not be started: it is recorded in the journal, and not reported to the listener. */
  leftOut: (test: TestResult) => void;
  trouble: (trouble: Trouble) => void;
  /** Records what cut the run off, if there is a test that has not ended. */
  cutOff: (interruption: string) => void;
  /** Ends the record, and writes the final results. */
  end: () => Promise<Results>;
}

/** A recorder for one run, in a directory that is created if it does not exist. */
export function recorderIn(directory: string, listener: RunListener, clock: Clock): Recorder {
  makeDirectory(directory);
  const journal = openJournal(join(directory, JOURNAL));
  const log = logIn(join(directory, LOG));
  const tally = { planned: 0, done: 0, notPassed: 0 };
  const open = new Set<string>();
  let cutShort = false;
  const now = () => clock.date().toISOString();
  const live = (isWanted: (file: string) => boolean) =>
    snapshots(() => writeResultFiles(directory, journal.results(true), isWanted), clock);
  // JUnit takes twenty times as long as the results themselves, which must not become old because of it.
  const files = [live((file) => file === RESULTS), live((file) => file !== RESULTS)];
  const changed = () => files.forEach((one) => one.changed());
  return {
    run: (run, deadlineSeconds) => {
      journal.append({ type: 'run', run: redactedRecord(run), deadlineSeconds });
      changed();
    },
    plan: (plan) => {
      tally.planned = plan.length;
      plan.forEach(({ id }) => open.add(id));
      journal.append({ type: 'plan', plan });
      listener.planned?.(plan);
    },
    started: (id) => {
      journal.append({ type: 'start', id, at: now() });
      listener.started?.(id);
    },
    waiting: (told) => {
      const waiting = redactedRecord(told);
      journal.append({ type: 'waiting', ...(waiting && { waiting }) });
      listener.waiting?.(waiting);
    },
    finished: (ended) => {
      const test = redactedRecord(ended);
      journal.append({ type: 'test', test });
      tally.done += 1;
      // Errors of the runner itself were not planned.
      if (!open.delete(test.id)) tally.planned += 1;
      if (test.status === 'not-run') cutShort = true;
      if (!['passed', 'skipped', 'quarantined'].includes(outcomeOf(test))) tally.notPassed += 1;
      log(testLine(test, tally, clock.date()));
      listener.finished?.(test, { ...tally });
      changed();
    },
    leftOut: (test) => {
      journal.append({ type: 'test', test: redactedRecord(test) });
      tally.done += 1;
      open.delete(test.id);
      if (test.status !== 'skipped') tally.notPassed += 1;
      changed();
    },
    trouble: (trouble) => journal.append({ type: 'trouble', trouble: redactedRecord(trouble) }),
    cutOff: (interruption) => {
      if (tally.planned === 0 || open.size > 0 || cutShort) {
        journal.append({ type: 'interruption', interruption: redactedRecord(interruption) });
      }
    },
    end: async () => {
      journal.append({ type: 'end', at: now() });
      await Promise.all(files.map((one) => one.stop()));
      const results = journal.results(false);
      await writeResultFiles(directory, results);
      await journal.close();
      return results;
    },
  };
}
