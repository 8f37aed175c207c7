import { cleanText } from '../../results/clean-text.ts';
import type { Evidence, Results, RunFacts, TestResult } from '../../results/model.ts';

/** The texts of evidence, by the file that the results name. Those that are not in it are linked. */
export type EvidenceTexts = ReadonlyMap<string, string>;

/**
 * How much of the evidence a page contains, in characters: of one text, of those about tests, of those about the cluster before them. The rest is a link to its file, so that a page with 200 tests stays
 * below 2 MB.
 */
const LIMITS = { text: 48 * 1024, all: 900 * 1024, before: 150 * 1024 };

/** A piece of evidence in a page. */
export interface ShownEvidence {
  title: string;
  /** A relative address; absent when the file is not in the results directory. */
  href?: string;
  /** Absent when it is not in the page. */
  text?: string;
  /** How many characters are not in the page. */
  left?: number;
}

/** Statuses whose evidence comes first when there is more than a page can contain. */
const FIRST: readonly TestResult['status'][] = ['failed', 'error', 'inconclusive'];

/** The evidence of each test as a page shows it, by the id of the test; pure. */
export function shownEvidence({ tests }: Pick<Results, 'tests'>, texts: EvidenceTexts): Map<string, ShownEvidence[]> {
  const isFirst = ({ status }: TestResult) => FIRST.includes(status);
  const pieces = piecesWithin(LIMITS.all, texts);
  const shown = new Map<string, ShownEvidence[]>();
  for (const { id, evidence } of [...tests.filter(isFirst), ...tests.filter((test) => !isFirst(test))])
    if (evidence.length > 0) shown.set(id, [...(shown.get(id) ?? []), ...evidence.map(pieces)]);
  return shown;
}

/** The evidence of the cluster before the first test as a page shows it; pure. */
export function shownBefore({ evidence = [] }: Pick<RunFacts, 'evidence'>, texts: EvidenceTexts): ShownEvidence[] {
  return evidence.map(piecesWithin(LIMITS.before, texts));
}

/** Shows one piece after the other, as long as there is room. */
function piecesWithin(characters: number, texts: EvidenceTexts): (one: Evidence) => ShownEvidence {
  let room = characters;
  return (one) => {
    const piece = shownPiece(one, texts.get(one.file), Math.min(room, LIMITS.text));
    room -= piece.text?.length ?? 0;
    return piece;
  };
}

function shownPiece({ title, file }: Evidence, text: string | undefined, room: number): ShownEvidence {
  const href = hrefOf(file);
  const about = { title: cleanText(title), ...(href !== undefined && { href }) };
  if (text === undefined) return about;
  const clean = cleanText(text);
  if (room <= 0) return { ...about, left: clean.length };
  if (clean.length <= room) return { ...about, text: clean };
  return { ...about, text: clean.slice(0, room).toWellFormed(), left: clean.length - room };
}

/**
 * The relative address of a file in the results directory; `undefined` for anything else, because results may be foreign.
 * @example hrefOf('evidence/a b.txt') // 'evidence/a%20b.txt'
 */
export function hrefOf(file: string): string | undefined {
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) return undefined;
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/');
}
