import { closeSync, openSync, readSync } from 'node:fs';
import type { Waiting } from '../../publish/progress-text.ts';
import type { JournalProgress } from './progress-report.ts';

const CHUNK = 64 * 1024;

/** Follows a journal that another process writes. */
export class JournalTail {
  readonly #path: string;
  #offset = 0;
  #rest = Buffer.alloc(0);
  readonly #planned = new Set<string>();
  readonly #done = new Set<string>();
  readonly #running = new Set<string>();
  #deadlineSeconds: number | undefined;
  #waiting: Waiting | undefined;
  readonly #notPassed: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what was added since the last call. A journal that does not exist yet counts as empty. */
  read(): JournalProgress {
    for (const line of this.#newLines()) this.#take(line);
    const deadline = this.#deadlineSeconds === undefined ? {} : { deadlineSeconds: this.#deadlineSeconds };
    return {
      planned: new Set([...this.#planned, ...this.#done]).size,
      done: this.#done.size,
      notPassed: this.#notPassed,
      running: [...this.#running],
      waiting: this.#waiting,
      ...deadline,
    };
  }

  #newLines(): string[] {
    let file: number;
    try {
      file = openSync(this.#path, 'r');
    } catch {
      return [];
    }
    try {
      const parts = [this.#rest];
      for (;;) {
        const chunk = Buffer.alloc(CHUNK);
        const length = readSync(file, chunk, 0, CHUNK, this.#offset);
        if (length === 0) break;
        this.#offset += length;
        parts.push(chunk.subarray(0, length));
      }
      const bytes = Buffer.concat(parts);
      const end = bytes.lastIndexOf('\n') + 1;
      this.#rest = bytes.subarray(end);
      return bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    } finally {
      closeSync(file);
    }
  }

  #take(line: string): void {
    let record: Partial<{
      type: string;
      id: string;
      deadlineSeconds: number;
      plan: { id: string }[];
      waiting: Waiting;
      test: { id: string; status: string; quarantine?: unknown };
    }>;
    try {
      record = JSON.parse(line) as typeof record;
    } catch {
      // A damaged line is reported when the results are rendered; here only one count is missing.
      return;
    }
    if (record.type === 'run') this.#deadlineSeconds = record.deadlineSeconds;
    if (record.type === 'plan') record.plan?.forEach(({ id }) => this.#planned.add(id));
    if (record.type === 'start' && record.id !== undefined) this.#running.add(record.id);
    if (record.type === 'waiting') this.#waiting = record.waiting;
    if (record.type !== 'test' || !record.test) return;
    this.#done.add(record.test.id);
    this.#running.delete(record.test.id);
    const { id, status, quarantine } = record.test;
    const isKnown = status === 'failed' && quarantine !== undefined;
    if (status !== 'passed' && status !== 'skipped' && !isKnown) this.#notPassed.push(id);
  }
}
