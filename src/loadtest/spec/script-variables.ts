import { didYouMean } from '../../config/did-you-mean.ts';
import { textList } from '../../config/grammar/text-list.ts';
import { withoutMark } from './list-mark.ts';

/** Variables that Locust, Python or the image of the platform read at their start, and why no load test can set them. */
const NOT_FOR_SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [
    /^LOCUST_(LOCUSTFILE|HOST|USERS|SPAWN_RATE|RUN_TIME|HEADLESS|HEADFUL|AUTOSTART|AUTOQUIT|MODE.*|MASTER.*|WORKER|SLAVE|EXPECT_.*|WEB_.*|PROCESSES|TLS_.*|CSV.*|HTML|JSON.*|STOP_TIMEOUT)$/,
    'is set by the platform',
  ],
  [/^LOCUST_(LIST|SHOW_TASK_RATIO.*|HELP|VERSION)$/, 'makes Locust print something and end'],
  [/^LOCUST_CONFIG$/, 'makes Locust read settings of the platform from a file'],
  [/^LOCUST_(LOGFILE|SKIP_LOG_SETUP)$/, 'takes away the log, which says why a test does not start'],
  [/^SHAKEDOWN_/, 'is for the suite alone'],
  [
    /^PYTHON(PATH|HOME|PLATLIBDIR|EXECUTABLE|USERBASE|NOUSERSITE|SAFEPATH|STARTUP|INSPECT|CASEOK|WARNINGS|OPTIMIZE|IOENCODING)$/,
    'changes what Python loads or does, also for Locust itself',
  ],
  [/^LD_/, 'changes which libraries every program of the image loads'],
  [/^(PATH|HOME|TMPDIR)$/, 'is set by the platform or its image'],
];

/** Why a variable, of the properties or of the Secret, would break the platform, as the end of a sentence; `undefined` when it would not. */
export function variableProblem(name: string): string | undefined {
  const [, why] = NOT_FOR_SCRIPTS.find(([pattern]) => pattern.test(name)) ?? [];
  if (why !== undefined) return `${why}: leave it out`;
  return /^[A-Za-z_]\w*$/.test(name) ? undefined : 'cannot be the name of a variable';
}

/** A property that a key may be a misspelling of. */
interface Known {
  /** All properties. */
  keys: readonly string[];
  /** Whether a property takes a text. */
  takes: (key: string, text: string) => boolean;
}

/**
 * The variables of the script: keys that are not properties, unless they look like a misspelled one.
 * @param problems where what is wrong is added.
 */
export function scriptVariables(
  data: Readonly<Record<string, string>>,
  known: Known,
  problems: string[],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(data)) {
    const problem = variableProblem(key);
    const meant = misspelled(key, value, known);
    if (problem !== undefined) problems.push(`${key} ${problem}`);
    else if (meant !== undefined) problems.push(`${key} is no property: did you mean ${meant}?`);
    else environment[key] = value;
  }
  return withTags(environment, problems);
}

/**
 * The property that was meant by a key. One that differs only in case or underscores was meant, whatever its text. Many words differ from a
 * property in a letter or two, and scripts have variables of these names: `DATE`, `GATE`, `TARGET_PORT`. A text that the property does not take
 * was not meant for it: `USER: ann`.
 */
function misspelled(key: string, value: string, { keys, takes }: Known): string | undefined {
  const same = keys.find((property) => lettersAlone(property) === lettersAlone(key));
  if (same !== undefined) return same;
  const meant = didYouMean(key, keys);
  return meant === undefined || isOtherWord(key, meant) || !takes(meant, value) ? undefined : meant;
}

/** Whether a key differs from a property in a whole word: half of its letters, or the first letter, which people rarely mistype. */
function isOtherWord(key: string, property: string): boolean {
  const [words, meant] = [key.toUpperCase().split('_'), property.split('_')];
  if (words.length !== meant.length) return false;
  return words.some((word, at) => {
    const other = meant[at] ?? '';
    const shared = lettersOf(word).filter((letter) => other.includes(letter)).length;
    if (word.length !== other.length) return 2 * shared < other.length;
    const swapped = lettersOf(word).toSorted().join('') === lettersOf(other).toSorted().join('');
    const differing = lettersOf(other).filter((letter, index) => word[index] !== letter).length;
    return !swapped && (word[0] !== other[0] || 2 * differing >= other.length);
  });
}

function lettersAlone(key: string): string {
  return key.replaceAll('_', '').toUpperCase();
}

function lettersOf(word: string): string[] {
  return word.split('');
}

/** Locust reads its lists of tags from a variable only in brackets; a text without is one tag, which no task has. */
function withTags(environment: Readonly<Record<string, string>>, problems: string[]): Record<string, string> {
  const tags = ['LOCUST_TAGS', 'LOCUST_EXCLUDE_TAGS'].flatMap((key) => {
    const text = environment[key]?.trim().replace(/^\[(.*)\]$/s, '$1');
    if (text === undefined) return [];
    const list = textList(text)?.flatMap((item) => withoutMark(item).split(/\s+/));
    if (list?.length && list.every((tag) => /^[^[\],"']+$/.test(tag) && /[\p{L}\p{N}]/u.test(tag)))
      return [[key, `[${list.join(', ')}]`]];
    problems.push(`${key} is '${environment[key]}': write tags such as checkout, search`);
    return [];
  });
  return { ...environment, ...Object.fromEntries(tags) };
}
