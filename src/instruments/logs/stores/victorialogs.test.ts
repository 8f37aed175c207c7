import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { LogQuestion } from './log-store.ts';
import { json, storeServer, text, type StoreServer } from './store-server.fixture.ts';
import { victoriaLogs } from './victorialogs.ts';

const { fields } = configSchema.parse({}).logs;
const question: LogQuestion = {
  ...{ words: ['s1', 'steady'], namespace: 'own', signal: new AbortController().signal },
  ...{ since: new Date('2026-11-28T03:00:00Z'), now: new Date('2026-11-28T03:05:00Z') },
};
/** As VictoriaLogs v1.52 returns an entry that vlagent v1.52 collected. */
const stored = {
  _time: '2026-11-28T03:01:02.123456789Z',
  _stream_id: '0000000000000000',
  _stream: '{kubernetes.container_name="log-writer"}',
  _msg: 'run=s1 kind=steady seq=1',
  'kubernetes.container_name': 'log-writer',
  'kubernetes.pod_name': 'w-1',
  'kubernetes.pod_namespace': 'own',
  'kubernetes.pod_node_name': 'node-1',
};

describe('The client of VictoriaLogs', () => {
  let server: StoreServer;
  let asked: string[];
  let answer: Parameters<typeof storeServer>[0];
  before(async () => {
    server = await storeServer((path, parameters, incoming, reply) => {
      const tenant = `${String(incoming.headers['accountid'] ?? '-')}:${String(incoming.headers['projectid'] ?? '-')}`;
      asked.push(`${incoming.method} ${path} ${parameters.get('query')} ${parameters.get('start')} ${tenant}`);
      answer(path, parameters, incoming, reply);
    });
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => server.close());

  it('counts by words, in the message and since a time', async () => {
    answer = (_path, _parameters, _incoming, reply) => text(reply, '{"n":"17"}\n');
    expect(await victoriaLogs(server.access, { fields }).count(question)).to.equal(17);
    const named = { ...fields, message: 'log line' };
    await victoriaLogs(server.accessWith({ AccountID: '7', ProjectID: '2' }), { fields: named }).count(question);
    expect(asked).to.deep.equal([
      'GET /select/logsql/query "s1" "steady" | stats count() n 2026-11-28T03:00:00.000Z -:-',
      'GET /select/logsql/query "log line":"s1" "log line":"steady" | stats count() n 2026-11-28T03:00:00.000Z 7:2',
    ]);
  });

  it('reads entries with their time and labels, by the usual or by configured names', async () => {
    answer = (_path, _parameters, _incoming, reply) =>
      text(reply, `${JSON.stringify(stored)}\n${JSON.stringify({ ...stored, _msg: 's1 a\u2028b' })}\n`);
    const found = await victoriaLogs(server.access, { fields }).fetch(question);
    const labels = { namespace: 'own', pod: 'w-1', container: 'log-writer', node: 'node-1' };
    const time = 1_795_834_862_123_456_789n;
    expect(found).to.deep.equal([
      { text: 'run=s1 kind=steady seq=1', time, labels },
      { text: 's1 a\u2028b', time, labels },
    ]);
    const configured = { ...fields, pod: 'kubernetes.container_name', node: 'absent', time: 'absent' };
    const [other] = await victoriaLogs(server.access, { fields: configured }).fetch(question);
    const { node: _, ...without } = labels;
    expect(other).to.deep.include({ time: undefined, labels: { ...without, pod: 'log-writer' } });
  });

  it('asks for what has the labels of a pod, by the usual or by configured names, and not the word', async () => {
    answer = (_path, _parameters, _incoming, reply) => text(reply, JSON.stringify({ ...stored, _msg: 'order 7' }));
    const others = { ...question, pod: 'w-1', without: 's1', most: 10 };
    const named = { ...fields, namespace: 'ns', pod: 'the pod', message: 'log' };
    expect(await victoriaLogs(server.access, { fields }).fetchOthers?.(others)).to.have.nested.property(
      '[0].text',
      'order 7',
    );
    await victoriaLogs(server.access, { fields: named }).fetchOthers?.(others);
    const [usual = '', configured] = asked;
    expect(usual).to.match(
      /^GET \/select\/logsql\/query \("kubernetes\.pod_namespace":="own" or .*\) \("kubernetes\.pod_name":="w-1" or .*\) !"s1" \| limit 10 /,
    );
    expect(configured).to.equal(
      'GET /select/logsql/query ("ns":="own") ("the pod":="w-1") !"log":"s1" | limit 10 2026-11-28T03:00:00.000Z -:-',
    );
  });

  it('finds a line that the collector has kept in another field', async () => {
    const { _msg, ...others } = stored;
    answer = (_path, _parameters, _incoming, reply) =>
      text(reply, JSON.stringify({ ...others, _msg: 'missing _msg field', log: _msg }));
    expect(await victoriaLogs(server.access, { fields }).fetch(question)).to.have.nested.property('[0].text', _msg);
  });

  for (const { what, status = 200, body, error } of [
    {
      what: 'credentials are missing',
      status: 401,
      body: 'unauthorized',
      error: /^LOG_STORE_REFUSED: the store answers 401: unauthorized\n/,
    },
    {
      what: 'the query is not understood',
      status: 400,
      body: 'cannot parse',
      error: /^LOG_STORE_QUERY: the store answers 400: cannot parse\n/,
    },
    { what: 'it fails', status: 503, body: '', error: /^the store answers 503$/ },
    {
      what: 'something else answers',
      body: '<html>',
      error: /^the store answers with something that is not JSON: <html>$/,
    },
    { what: 'the answer has no count', body: '{"m":1}', error: /^the store answers without a count$/ },
    { what: 'the answer is empty', body: '', error: /^the store answers without a count$/ },
  ])
    it(`says so when ${what}`, async () => {
      answer = (_path, _parameters, _incoming, reply) => text(reply, body, status);
      const failure = await victoriaLogs(server.access, { fields })
        .count(question)
        .then(
          () => 'it counts',
          (thrown: Error) => thrown.message,
        );
      expect(failure).to.match(error);
    });

  it('says so when an entry is none', async () => {
    answer = (_path, _parameters, _incoming, reply) => json(reply, [1]);
    const failure = await victoriaLogs(server.access, { fields })
      .fetch(question)
      .catch((thrown: Error) => thrown.message);
    expect(failure).to.equal('the store answers without an entry');
  });
});
