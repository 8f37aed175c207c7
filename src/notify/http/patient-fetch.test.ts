import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { jumpingClock } from '../../time/clock.ts';
import { patientFetch, retryAfter, systemCode } from './patient-fetch.ts';

describe('A request that is repeated', () => {
  let server: Server;
  let url: string;
  /** What happens to the requests, in their order. */
  let answers: ((response: ServerResponse) => unknown)[];
  let seen: number;
  before(async () => {
    server = createServer((_, response) => {
      const answer = answers[seen];
      seen += 1;
      answer?.(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  beforeEach(() => {
    answers = [];
    seen = 0;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const status =
    (code: number, headers = {}) =>
    (response: ServerResponse) =>
      response.writeHead(code, headers).end();
  const silent = () => {};
  const cut = (response: ServerResponse) => response.destroy();
  const send = async (isRepeatable = true, clock = jumpingClock(), answerMs = 10_000) => {
    const { signal } = new AbortController();
    const answer = await patientFetch({ clock, signal, isRepeatable: () => isRepeatable, answerMs })(url);
    return { status: answer.status, requests: seen, waited: clock.now() };
  };

  it('waits as long as the server asks, in seconds or until a date', async () => {
    const date = new Date(Date.UTC(2026, 0, 1, 0, 0, 20)).toUTCString();
    answers = [status(429, { 'retry-after': '7' }), status(503, { 'retry-after': date }), status(200)];
    expect(await send()).to.deep.equal({ status: 200, requests: 3, waited: 20_000 });
  });

  it('is sent four times at most, with longer and longer pauses', async () => {
    answers = [status(500), status(502), status(429), status(503), status(200)];
    expect(await send()).to.deep.equal({ status: 503, requests: 4, waited: 7_000 });
  });

  it('is not repeated when it was refused, or when the server asks for half an hour', async () => {
    answers = [status(400), status(429, { 'retry-after': '1800' })];
    expect(await send()).to.deep.equal({ status: 400, requests: 1, waited: 0 });
    expect(await send()).to.deep.equal({ status: 429, requests: 2, waited: 0 });
  });

  it('is repeated after a fault only if it may arrive twice, and always when it was not taken', async () => {
    for (const code of [500, 502, 504]) {
      [answers, seen] = [[status(code), status(200)], 0];
      expect(await send(false)).to.deep.equal({ status: code, requests: 1, waited: 0 });
    }
    for (const code of [429, 503]) {
      [answers, seen] = [[status(code), status(200)], 0];
      expect(await send(false)).to.deep.equal({ status: 200, requests: 2, waited: 1_000 });
    }
  });

  it('is repeated without an answer only if it may arrive twice', async () => {
    answers = [silent, cut, status(200)];
    expect(await send(true, jumpingClock(), 300)).to.deep.equal({ status: 200, requests: 3, waited: 3_000 });
    for (const answer of [silent, cut]) {
      [answers, seen] = [[answer, status(200)], 0];
      const error = await send(false, jumpingClock(), 300).catch((reason: Error) => reason);
      expect(error).to.be.instanceOf(Error);
      expect(seen).to.equal(1);
    }
  });

  it('follows no redirection, and ends when it is told to', async () => {
    answers = [status(302, { location: url })];
    expect(await send(false).catch((error: Error) => error.message)).to.equal('fetch failed');
    const why = new Error('stopped');
    const fetched = patientFetch({ clock: jumpingClock(), signal: AbortSignal.abort(why), isRepeatable: () => true })(
      url,
    );
    expect(await fetched.catch((error: Error) => error)).to.equal(why);
  });

  it('knows the codes of the system, and what is no pause', () => {
    expect(systemCode(new Error('x', { cause: Object.assign(new Error('y'), { code: 'ENOTFOUND' }) }))).to.equal(
      'ENOTFOUND',
    );
    expect(systemCode(Object.assign(new Error('x'), { code: 'slack_error' }))).to.equal(undefined);
    expect(['', null, 'soon'].map((text) => retryAfter(text, jumpingClock()))).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
