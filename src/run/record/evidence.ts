import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import { redacted } from '../../redaction/redacted.ts';
import { cleanLine, cleanText } from '../../results/clean-text.ts';
import type { Evidence } from '../../results/model.ts';

/** How much is kept, in characters: Sonobuoy's worker holds the whole archive in memory. */
export interface EvidenceLimits {
  /** @default 1,048,576 */
  perTest?: number | undefined;
  /** @default 33,554,432 */
  perRun?: number | undefined;
}

/** The maximum length of one text, in characters, and the most texts of one test. */
const LIMITS = { text: 256 * 1024, texts: 24 };

/**
 * The length above which a file name is shortened, in characters: file systems take 255 bytes, some archives less. It keeps its beginning
 * and its end, where the title is, and a hash makes it differ from others.
 */
const LONGEST = 120;

/** Keeps texts about tests and about the run, without what looks like a credential. */
export interface EvidenceStore {
  /** Accepts the texts of one test. @param id that of the test; `run` for those of the run */
  forTest(id: string): TestEvidence;
  /** Whether the limit of the run is reached, so that no further text is kept. */
  readonly isFull: boolean;
}

export interface TestEvidence {
  attach(title: string, text: string): void;
  /**
   * Writes what was attached. Never throws: evidence must not change how a test ended.
   * @returns what was written, and a sentence about what was left out, if so
   */
  write(): Promise<{ kept: Evidence[]; leftOut?: string }>;
}

/**
 * Evidence as files in the results directory.
 * @param directory the results directory.
 */
export function evidenceIn(
  directory: string,
  { perTest = 1024 * 1024, perRun = 32 * 1024 * 1024 }: EvidenceLimits = {},
): EvidenceStore {
  let used = 0;
  const names = new Set<string>();
  return {
    get isFull() {
      return used >= perRun;
    },
    forTest: (id) => {
      const attached: { title: string; text: string }[] = [];
      const tooMany: string[] = [];
      return {
        attach: (title, text) => {
          const shown = redacted(cleanLine(title, 120));
          if (attached.length < LIMITS.texts) attached.push({ title: shown, text: shortened(text) });
          else tooMany.push(shown);
        },
        write: async () => {
          const kept: Evidence[] = [];
          const leftOut = tooMany.splice(0);
          let ofTest = 0;
          for (const { title, text } of attached.splice(0)) {
            if (ofTest + text.length > perTest || used + text.length > perRun) {
              leftOut.push(title);
              continue;
            }
            const file = join('evidence', unique(safeName(`${id} ${title}`), names));
            if (!(await store(join(directory, file), text))) continue;
            ofTest += text.length;
            used += text.length;
            kept.push({ title, file });
          }
          return leftOut.length === 0 ? { kept } : { kept, leftOut: leftOutText(leftOut) };
        },
      };
    },
  };
}

/** What is told about texts that are not kept. @param titles theirs */
function leftOutText(titles: readonly string[]): string {
  const named = titles.slice(0, 5).join(', ');
  const more = titles.length > 5 ? ` and ${titles.length - 5} more` : '';
  return `evidence was left out, because there is too much of it (evidence.perTest, evidence.perRun): ${named}${more}`;
}

/**
 * A file name that says what is in the file and is valid in any directory, archive and URL.
 * @example safeName('workloads/deployment/shop/web events') // 'workloads.deployment.shop.web-events'
 */
export function safeName(text: string): string {
  const plain = text
    .replaceAll('/', '.')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  if (plain.length <= LONGEST) return plain || 'text';
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${plain.slice(0, LONGEST / 2)}-${hash}-${plain.slice(-LONGEST / 4)}`;
}

/** The ending of a file: that of the title if it is one of data, for programs that decide by the ending; otherwise that of a text. */
function unique(safe: string, taken: Set<string>): string {
  const [, name = safe, ending = 'txt'] = /^(.+)\.(json|csv)$/.exec(safe) ?? [];
  let candidate = `${name}.${ending}`;
  // An archive may be unpacked on a file system that ignores case.
  for (let count = 2; taken.has(candidate.toLowerCase()); count += 1) candidate = `${name}-${count}.${ending}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

function shortened(text: string): string {
  const clean = redacted(cleanText(text));
  if (clean.length <= LIMITS.text) return clean;
  const half = LIMITS.text / 2;
  const left = clean.length - LIMITS.text;
  return `${clean.slice(0, half)}\n… ${left} characters left out …\n${clean.slice(-half)}`.toWellFormed();
}

async function store(path: string, text: string): Promise<boolean> {
  try {
    makeDirectory(join(path, '..'));
    await writeFile(path, text, { mode: 0o644 });
    return true;
  } catch {
    return false;
  }
}
