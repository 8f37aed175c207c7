import { createHash } from 'node:crypto';

/** What the place of a run in the archive follows from. */
export interface RunPlace {
  /** `archive.prefix`. */
  prefix: string;
  /** `cluster.name`: any text. */
  cluster: string;
  /** When the run began, in RFC 3339. */
  startedAt: string;
  id: string;
}

/** The longest name in a key, in characters: a key has 1,024, and file systems behind some servers take 255 for a part of one. */
const LONGEST = 200;

/**
 * Any text as one part of a key; different texts become different parts. ASCII letters, digits, dots and dashes stay, except for a dot at the
 * beginning; every other byte of UTF-8 becomes `_` and two hexadecimal digits. A part that would be too long is cut, and ends with `__` and the
 * SHA-256 of the text.
 * @example keyPart('prod/eu_1') // 'prod_2feu_5f1'
 */
export function keyPart(text: string): string {
  const bytes = Buffer.from(text.toWellFormed(), 'utf8');
  let part = '';
  for (const [index, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte);
    const isPlain = /[A-Za-z0-9-]/.test(character) || (character === '.' && index > 0);
    part += isPlain ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }
  if (part.length <= LONGEST) return part;
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `${part.slice(0, LONGEST - 2 - digest.length)}__${digest}`;
}

/** The text that a part of a key stands for; `undefined` of one that was cut. */
export function nameOfPart(part: string): string | undefined {
  if (/_(?![0-9a-f]{2})/.test(part)) return undefined;
  const bytes = part.replaceAll(/_([0-9a-f]{2})|([^_])/g, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? Buffer.from(plain).toString('hex') : hex,
  );
  return Buffer.from(bytes, 'hex').toString('utf8');
}

/** What the keys of all objects of a cluster begin with. @example 'shakedown/prod/' */
export function clusterKey({ prefix, cluster }: Pick<RunPlace, 'prefix' | 'cluster'>): string {
  return `${prefix === '' ? '' : `${prefix}/`}${keyPart(cluster)}/`;
}

/** What the keys of all objects of a run begin with. @example 'shakedown/prod/2026/11/21/20261121-081450-mnjv/' */
export function runKey({ startedAt, id, ...of }: RunPlace): string {
  const [year, month, day] = dayOf(startedAt);
  return `${clusterKey(of)}${year}/${month}/${day}/${keyPart(id)}/`;
}

/** What the keys of the index of a cluster begin with. */
export function indexFolder(of: Pick<RunPlace, 'prefix' | 'cluster'>): string {
  return `${clusterKey(of)}index/`;
}

/** How much of the time of its runs the name of an index has, in characters: the month; the day, the hour, the minute, where the coarser ones are full. */
const PARTS = [7, 10, 13, 16];

/** A time as the names of indexes have it. @param startedAt RFC 3339. @example '2026-11-21T08-14' */
export function indexTime(startedAt: string): string {
  return new Date(startedAt).toISOString().slice(0, PARTS.at(-1)).replace(':', '-');
}

/**
 * The keys of the indexes that a run may be in, the coarsest first: it is in the first one that was not full when it came.
 * @example ['shakedown/prod/index/2026-11.json', 'shakedown/prod/index/2026-11-21.json', …]
 */
export function indexKeys({ startedAt, ...of }: Omit<RunPlace, 'id'>): string[] {
  return PARTS.map((length) => `${indexFolder(of)}${indexTime(startedAt).slice(0, length)}.json`);
}

/** What the times of the runs in an index begin with; `undefined` when it is no key of an index. @example '2026-11' */
export function indexName(key: string): string | undefined {
  return /\/index\/(\d{4}-\d\d(?:-\d\d(?:T\d\d(?:-\d\d)?)?)?)\.json$/.exec(key)?.[1];
}

/** An object of a run, as its key names it. */
export interface RunObject {
  /** What the keys of the run begin with, up to a slash. */
  run: string;
  /** The first moment of the day of the run, in milliseconds since 1970. */
  day: number;
  /** Relative to the run: `evidence/pods.txt`. */
  file: string;
}

/** The run that an object belongs to by its key; `undefined` when it is no key of a run. @param prefix `archive.prefix`. */
export function runObject(prefix: string, key: string): RunObject | undefined {
  const start = prefix === '' ? '' : `${prefix}/`;
  if (!key.startsWith(start)) return undefined;
  const found = /^([\w.-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/([\w.-]+)\/(.+)$/.exec(key.slice(start.length));
  const [, cluster = '', year, month, date, id = '', file = ''] = found ?? [];
  const day = Date.parse(`${year}-${month}-${date}T00:00:00Z`);
  if (!found || Number.isNaN(day)) return undefined;
  return { run: `${start}${cluster}/${year}/${month}/${date}/${id}/`, day, file };
}

function dayOf(startedAt: string): readonly [year: string, month: string, day: string] {
  const [year = '', month = '', day = ''] = new Date(startedAt).toISOString().slice(0, 10).split('-');
  return [year, month, day];
}
