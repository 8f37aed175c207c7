import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row, Workbench } from './row.ts';

const NOWHERE = 'kubectl goes to http://localhost:8080, which nobody chose';
const yaml = (b: Workbench, text: string) => ({ kubeconfig: b.write('config', text) });
const json = (b: Workbench) => JSON.stringify(b.config());

const lines = (b: Workbench) =>
  Object.entries(b.config())
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n');
const laughs = () =>
  Array.from({ length: 9 }, (_, at) => `a${at}: &a${at} [${`${at === 0 ? 'x' : `*a${at - 1}`}, `.repeat(9)}]`).join(
    '\n',
  );

/** Contexts, several files, and how files are written. */
export const fileRows: readonly Row[] = [
  { what: '--context', make: (b) => b.with({ file: { 'current-context': 'none' } }, { context: 'x' }) },
  { what: '--context that does not exist', make: (b) => b.with({}, { context: 'y' }) },
  { what: 'current-context that does not exist', make: (b) => b.with({ file: { 'current-context': 'y' } }) },
  { what: 'no current-context', make: (b) => b.with({ file: { 'current-context': '' } }), note: NOWHERE },
  { what: 'context with a namespace', make: (b) => b.with({ context: { namespace: 'shop' } }) },
  { what: 'context without a cluster', make: (b) => b.with({ context: { cluster: '' } }), note: NOWHERE },
  {
    what: 'context with a cluster that does not exist',
    make: (b) => b.with({ context: { cluster: 'none' } }),
    note: NOWHERE,
  },
  { what: 'context without a user', make: (b) => b.with({ context: { user: '' } }) },
  { what: 'context with a user that does not exist', make: (b) => b.with({ context: { user: 'none' } }) },
  {
    what: 'entries that are broken and not used',
    make: (b) =>
      b.with({
        file: {
          clusters: [
            { name: 'c', cluster: b.cluster },
            { name: 'empty', cluster: { server: '' } },
            { name: 'ca', cluster: { 'certificate-authority': '/none' } },
          ],
          users: [
            { name: 'u', user: b.user },
            { name: 'old', user: { 'client-certificate': '/none' } },
          ],
          contexts: [
            { name: 'x', context: { cluster: 'c', user: 'u' } },
            { name: 'half', context: { cluster: '', user: '' } },
          ],
        },
      }),
  },
  {
    what: 'entry that is not used, with a number where a text belongs',
    make: (b) =>
      b.with({
        file: {
          users: [
            { name: 'u', user: b.user },
            { name: 'old', user: { token: 1 } },
          ],
        },
      }),
  },
  {
    what: 'two entries with the same name',
    make: (b) =>
      b.with({
        file: {
          users: [
            { name: 'u', user: b.user },
            { name: 'u', user: {} },
          ],
        },
      }),
  },
  {
    what: 'KUBECONFIG with two files: the first entry of a name holds',
    make: (b) => {
      const first = b.write('first', JSON.stringify(b.config()));
      const second = b.write('second', JSON.stringify(b.config({ user: {}, file: { 'current-context': 'y' } })));
      return { env: { KUBECONFIG: `${first}:${second}` } };
    },
  },
  {
    what: 'KUBECONFIG with an empty current-context in the first file',
    make: (b) => {
      const empty = { 'current-context': '', clusters: null, users: null, contexts: null };
      const first = b.write('first', JSON.stringify(b.config({ file: empty })));
      return { env: { KUBECONFIG: `${first}:${b.write('second', json(b))}` } };
    },
  },
  {
    what: 'KUBECONFIG with a relative path in the second file',
    make: (b) => {
      b.write('deep/token', b.material.token);
      const second = b.write('deep/config', JSON.stringify(b.config({ user: { tokenFile: 'token' } })));
      return { env: { KUBECONFIG: `${b.write('first', '')}:${second}` } };
    },
  },
  {
    what: 'KUBECONFIG with a missing file, an empty name and the same file twice',
    make: (b) => {
      const file = b.write('config', json(b));
      return { env: { KUBECONFIG: `${b.directory}/none::${file}:${file}` } };
    },
  },
  {
    what: 'KUBECONFIG with ~ before a path that only the shell would replace',
    make: (b) => {
      b.write('.kube/other', json(b));
      return { env: { KUBECONFIG: '~/.kube/other', HOME: b.directory } };
    },
    note: NOWHERE,
  },
  {
    what: 'KUBECONFIG with a file that is broken',
    make: (b) => ({ env: { KUBECONFIG: `${b.write('config', json(b))}:${b.write('broken', 'a: [')}` } }),
  },
  {
    what: '~/.kube/config',
    make: (b) => {
      b.write('.kube/config', json(b));
      return { env: { HOME: b.directory } };
    },
  },
  { what: '--kubeconfig that does not exist', make: (b) => ({ kubeconfig: join(b.directory, 'none') }) },
  { what: '--kubeconfig wins over KUBECONFIG', make: (b) => b.with({}, { env: { KUBECONFIG: '/none' } }) },
  {
    what: 'directory',
    make: (b) => {
      mkdirSync(join(b.directory, 'config'));
      return { kubeconfig: join(b.directory, 'config') };
    },
  },
  { what: 'empty file', make: (b) => yaml(b, ''), note: NOWHERE },
  { what: 'text that is no mapping', make: (b) => yaml(b, 'hello') },
  { what: 'YAML that is broken', make: (b) => yaml(b, 'clusters: [') },
  { what: 'tabs before keys', make: (b) => yaml(b, 'clusters:\n\t- name: c\n') },
  { what: 'JSON with tabs', make: (b) => yaml(b, JSON.stringify(b.config(), null, '\t')) },
  { what: 'byte order mark', make: (b) => yaml(b, `\uFEFF${json(b)}`) },
  { what: 'Windows line ends', make: (b) => yaml(b, JSON.stringify(b.config(), null, 2).replaceAll('\n', '\r\n')) },
  { what: 'second document, broken', make: (b) => yaml(b, `${json(b)}\n---\na: [`) },
  {
    what: 'anchors and merge keys',
    make: (b) => {
      const { clusters: _, ...rest } = b.config();
      const lines = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
      const merged = `clusters: [{name: c, cluster: {<<: *all}}]`;
      return yaml(b, [`x-all: &all ${JSON.stringify(b.cluster)}`, merged, ...lines].join('\n'));
    },
  },
  {
    what: 'same key twice: the last one holds',
    make: (b) => yaml(b, json(b).replace('"server"', '"server":"https://127.0.0.1:1","server"')),
  },
  { what: 'alias of an anchor that is not there', make: (b) => yaml(b, `${json(b).slice(0, -1)}, "x": *none}`) },
  {
    what: 'merge key whose value is a text',
    make: (b) => yaml(b, json(b).replace('"name":"u"', '<<: text, "name":"u"')),
  },
  { what: 'merge key in quotes', make: (b) => yaml(b, json(b).replace('"name":"u"', '"<<": {"name":"u"}')) },
  { what: 'tag that its value does not fit', make: (b) => yaml(b, `${json(b).slice(0, -1)}, "x": !!float a}`) },
  { what: 'tag of its own', make: (b) => yaml(b, `${json(b).slice(0, -1)}, "x": !mine a}`) },
  {
    what: 'twenty thousand brackets',
    make: (b) => yaml(b, `${json(b).slice(0, -1)}, "x": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  },
  { what: 'aliases that multiply themselves', make: (b) => yaml(b, `${laughs()}\n${lines(b)}`) },
  { what: 'JSON with \\/', make: (b) => yaml(b, json(b).replace('https://', 'https:\\/\\/')) },
  { what: '%YAML 1.2', make: (b) => yaml(b, `%YAML 1.2\n---\n${json(b)}`) },
  {
    what: 'UTF-16',
    make: (b) => {
      writeFileSync(b.write('config', ''), `\uFEFF${json(b)}`, 'utf16le');
      return { kubeconfig: join(b.directory, 'config') };
    },
  },
  { what: 'extensions of the file that are no list', make: (b) => b.with({ file: { extensions: 'x' } }) },
  {
    what: 'preferences with colors that are a text',
    make: (b) => b.with({ file: { preferences: { colors: 'yes' } } }),
  },
  { what: 'context with a namespace that is a number', make: (b) => b.with({ context: { namespace: 5 } }) },
  { what: 'neither kind nor apiVersion', make: (b) => b.with({ file: { kind: undefined, apiVersion: undefined } }) },
  { what: 'another kind', make: (b) => b.with({ file: { kind: 'ConfigMap' } }) },
  { what: 'another apiVersion', make: (b) => b.with({ file: { apiVersion: 'v2' } }) },
  {
    what: 'unknown keys',
    make: (b) => b.with({ cluster: { shop: 1 }, file: { shop: [1], preferences: { colors: true } } }),
  },
  {
    what: 'key in other letters, `Server`',
    make: (b) => b.with({ cluster: { server: undefined, Server: b.material.server } }),
    note: NOWHERE,
  },
  {
    what: 'names that are numbers',
    make: (b) => yaml(b, json(b).replaceAll('"c"', '4711')),
    differs: true,
    note: 'a number cannot be taken for another name, so it is taken as it is written',
  },
  { what: 'names that are numbers in quotes', make: (b) => yaml(b, json(b).replaceAll('"c"', '"4711"')) },
  { what: 'name that is `yes`, without quotes', make: (b) => yaml(b, json(b).replaceAll('"c"', 'yes')) },
];
