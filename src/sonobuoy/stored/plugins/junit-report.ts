import { SaxesParser } from 'saxes';
import { cleanLine, cleanText } from '../../../results/clean-text.ts';
import { KEPT, type PluginCase, type Report } from './plugin-case.ts';

/** Limits for XML from a cluster: the depth of its elements, and characters between two of its tags. */
const LIMITS = { depth: 32, text: 32 * 1024 ** 2 };
/** The elements whose texts are kept; those of the output of a test are passed over. */
const TEXTS = new Set(['failure', 'error', 'skipped']);
/** The name of a report as a whole by which it is one of ours. */
const OURS = 'shakedown';

/** Reads a JUnit report from its bytes, piece by piece. */
export interface JunitReader {
  write(bytes: Uint8Array): void;
  /** @returns `undefined` when it is XML, but no JUnit report. */
  end(): Report | undefined;
}

/**
 * A reader of JUnit as programs of all kinds write it: suites in suites, tests outside of them, a single suite. It keeps no output of tests, expands no
 * entity but the five of XML, and reads no DTD. What is not XML is reported with its line, and what was read before is kept.
 */
export function junitReader(): JunitReader {
  const parser = new SaxesParser({ position: true, xmlns: false });
  const decoder = new TextDecoder();
  const open: string[] = [];
  const suites: string[] = [];
  const cases: PluginCase[] = [];
  let [root, current, sinceTag]: [string | undefined, Draft | undefined, number] = [undefined, undefined, 0];
  let [problem, startedAt]: [string | undefined, string | undefined] = [undefined, undefined];
  let ofOurs: Record<string, string> | undefined;
  const keep = (text: string) => {
    const ending = current?.ending;
    if (ending && ending.text.length < KEPT.text) ending.text += text.slice(0, KEPT.text - ending.text.length);
  };
  const listen = (isOn: boolean) => (isOn ? parser.on('text', keep) : parser.off('text'));
  listen(false);
  parser.on('cdata', (text) => {
    if (TEXTS.has(open.at(-1) ?? '')) keep(text);
  });
  parser.on('error', (error) => {
    problem ??= `it is not valid XML (line ${parser.line}): ${cleanLine(error.message.replace(/^\d+:\d+: /, ''), 120)}`;
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    root ??= name;
    open.push(name);
    if (open.length > LIMITS.depth) problem ??= `it has elements in more than ${LIMITS.depth} others`;
    if (name === 'testsuites' && open.length === 1 && attributes['name'] === OURS) ofOurs = {};
    if (name === 'testsuite') {
      suites.push(attributes['name'] ?? '');
      startedAt ??= timeIn(attributes['timestamp']);
    }
    if (name === 'property' && ofOurs && !current) ofOurs[attributes['name'] ?? ''] ??= attributes['value'] ?? '';
    if (name === 'testcase') current = draft(attributes, suites.at(-1) ?? '');
    else if (current && TEXTS.has(name)) {
      current.ending = { element: name, message: attributes['message'] ?? '', type: attributes['type'], text: '' };
      current.endings.push(current.ending);
    }
    listen(current !== undefined && TEXTS.has(name));
  });
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    open.pop();
    if (name === 'testsuite') suites.pop();
    if (name === 'testcase' && current) {
      cases.push(caseOf(current, ofOurs !== undefined));
      current = undefined;
      if (cases.length >= KEPT.cases) problem ??= `it has more than ${KEPT.cases} tests`;
    }
    listen(false);
  });
  return {
    write: (bytes) => {
      if (problem !== undefined) return;
      sinceTag += bytes.length;
      parser.write(decoder.decode(bytes, { stream: true }));
      if (sinceTag > LIMITS.text) problem ??= 'it has a text of more than 32 MiB';
    },
    end: () => {
      if (problem === undefined) parser.close();
      if (root !== undefined && !/^testsuites?$/.test(root)) return undefined;
      return {
        ...{ cases, ...(problem !== undefined && { problem }) },
        ...{ ...(startedAt !== undefined && { startedAt }), ...(ofOurs && { ofOurs }) },
      };
    },
  };
}

/** A test whose element has not ended. */
interface Draft extends Pick<PluginCase, 'name' | 'group' | 'seconds'> {
  endings: Ending[];
  /** The last of them. */
  ending?: Ending;
}

interface Ending {
  element: string;
  message: string;
  type: string | undefined;
  text: string;
}

function draft(attributes: Record<string, string>, suite: string): Draft {
  const seconds = Number((attributes['time'] ?? '').replaceAll(',', ''));
  return {
    name: cleanLine(attributes['name'] ?? '', 1_000),
    group: cleanLine(attributes['classname'] ?? suite, 400),
    seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    endings: [],
  };
}

/** A failure beside a skip is a failure: some programs skip the rest of a test that has failed. */
function caseOf({ endings, ...rest }: Draft, isOurs: boolean): PluginCase {
  const { name, group, seconds } = rest;
  const of = (...elements: string[]) => endings.find(({ element }) => elements.includes(element));
  const failed = of('failure', 'error');
  const ending = failed ?? of('skipped');
  if (!ending) return { name, group, seconds, status: 'passed' };
  const detail = cleanText(ending.text).trim();
  const message = cleanLine(ending.message) || cleanLine(detail.split('\n', 1)[0] ?? '');
  return {
    ...{ name, group, seconds, status: failed ? 'failed' : 'skipped' },
    ...(message !== '' && { message }),
    ...(detail !== '' && detail !== message && { detail }),
    ...(isOurs && ending.type !== undefined && { type: ending.type }),
  };
}

/** A time in RFC 3339; without a zone it is UTC, as in our reports. @returns `undefined` of anything else. */
function timeIn(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
