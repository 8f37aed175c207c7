// A log collector of the tests. It reads the logs of the writers and of the probe agent on its node as collectors do, and loses, cuts or relabels what it is told to:
// DROP: one line of so many is lost; JOIN=false: the parts into which the container runtime splits long lines stay apart; LABEL: the name of the node
// that its lines get; NAMESPACE: the namespace that they get instead of their own; MIX=true: lines of the container `speaker`, in another namespace, get the
// labels of the writer that was found last. SCAN: it looks for new files every so many seconds, in the others all the time.
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const { STORE, LABEL, NAMESPACE, DROP = '0', JOIN = 'true', MIX = 'false', SCAN = '0' } = process.env;
const FILE = /^(?<pod>[^_]+)_(?<namespace>[^_]+)_(?<container>log-writer|probe-agent|speaker)-[0-9a-f]{64}\.log$/;
const PARAMETERS = new URLSearchParams({
  _stream_fields: 'kubernetes.pod_name,kubernetes.pod_namespace,kubernetes.container_name',
  _time_field: '_time',
  _msg_field: '_msg',
});

/** @typedef {{ descriptor: number, at: number, rest: Buffer, parts: string }} LogFile how far a file is read, and what is left of its last line */

/** @type {Map<string, LogFile>} */
const files = new Map();
let lines = 0;
/** @type {Record<string, string> | undefined} */
let writer;
let scanned = Number.NEGATIVE_INFINITY;

for (;;) {
  const entries = [];
  const isScan = performance.now() - scanned >= Number(SCAN) * 1_000;
  if (isScan) scanned = performance.now();
  for (const name of readdirSync('/var/log/containers')) {
    if (!isScan && !files.has(name)) continue;
    const origin = FILE.exec(name)?.groups;
    if (!origin) continue;
    if (origin.container === 'log-writer' && !files.has(name)) writer = origin;
    const labels = MIX === 'true' && origin.container === 'speaker' ? (writer ?? origin) : origin;
    const path = `/var/log/containers/${name}`;
    const file = files.get(name) ?? { descriptor: openSync(path, 'r'), at: 0, rest: Buffer.alloc(0), parts: '' };
    files.set(name, file);
    for (const { time, text } of newLines(file, path)) {
      lines += 1;
      if (lines % Number(DROP) === 0) continue;
      entries.push({
        ...{ _time: time, _msg: text },
        ...{ 'kubernetes.pod_name': labels.pod, 'kubernetes.pod_namespace': NAMESPACE || labels.namespace },
        ...{ 'kubernetes.container_name': labels.container, 'kubernetes.pod_node_name': LABEL },
      });
    }
  }
  if (entries.length > 0) {
    const body = entries.map((entry) => JSON.stringify(entry)).join('\n');
    const answer = await fetch(`${STORE}/insert/jsonline?${PARAMETERS.toString()}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`the store answers ${answer.status}`);
  }
  await delay(200);
}

/**
 * The lines that were written to a file since the last time, as far as they are complete.
 * @param {LogFile} file
 * @param {string} path
 */
function newLines(file, path) {
  const found = [];
  for (const line of newBytes(file, path).toString('utf8').split('\n').slice(0, -1)) {
    const [, time, isPart, text] = /^(\S+) \S+ (?:(P)|F) ?(.*)$/s.exec(line) ?? [];
    if (time === undefined) continue;
    file.parts += text;
    if (isPart && JOIN === 'true') continue;
    found.push({ time, text: file.parts });
    file.parts = '';
  }
  return found;
}

/**
 * The bytes up to the last line feed: of a file that was rotated its rest, and then those of the file in its place.
 * @param {LogFile} file
 * @param {string} path
 */
function newBytes(file, path) {
  const chunks = [file.rest, ...restOf(file)];
  const there = statSync(path, { throwIfNoEntry: false });
  if (there && there.ino !== fstatSync(file.descriptor).ino) {
    chunks.push(...restOf(file));
    closeSync(file.descriptor);
    file.descriptor = openSync(path, 'r');
    file.at = 0;
    chunks.push(...restOf(file));
  }
  const all = Buffer.concat(chunks);
  const end = all.lastIndexOf(10) + 1;
  file.rest = all.subarray(end);
  return all.subarray(0, end);
}

/**
 * The bytes of a file that were not read yet.
 * @param {LogFile} file
 */
function restOf(file) {
  const chunk = Buffer.alloc(1_048_576);
  const chunks = [];
  for (let size = -1; size !== 0;) {
    size = readSync(file.descriptor, chunk, 0, chunk.length, file.at);
    chunks.push(Buffer.from(chunk.subarray(0, size)));
    file.at += size;
  }
  return chunks;
}
