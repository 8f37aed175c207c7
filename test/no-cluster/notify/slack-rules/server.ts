import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brokenRule } from './block-rules.ts';

/** A message that the server has accepted. */
export interface Accepted {
  channel: string;
  text: string;
  blocks: unknown[];
  ts: string;
  thread?: string | undefined;
}

/** A file that the server was sent. */
export interface Upload {
  name: string;
  length: number;
  bytes?: Buffer;
  /** Where it was shared, once it was. */
  channel?: string;
  thread?: string | undefined;
  title?: string | undefined;
}

/** What goes wrong next. */
export interface Fault {
  /** The path that it concerns, or its end. */
  path: string;
  /** Answers with this status. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** How many requests to it pass before that. @default 0 */
  after?: number;
  /** Does not answer at all. */
  isSilent?: boolean;
}

/** What the tests know of the workspace. */
export const WORKSPACE = {
  token: 'xoxb-1-secret-token',
  hook: '/services/T1/B1/secret-hook',
  channel: 'C0123456789',
  name: '#ops',
};

/**
 * A server of ours that enforces the rules that Slack documents, and only these: it is not Slack. Each rule stands beside its page. It has one workspace
 * with one bot, one webhook and one channel.
 */
export class SlackRules implements AsyncDisposable {
  readonly accepted: Accepted[] = [];
  readonly uploads = new Map<string, Upload>();
  /** The paths of all requests. */
  readonly requests: string[] = [];
  /** Each is used up by one request. */
  readonly faults: Fault[] = [];
  /** The beginning of its addresses. */
  origin = '';
  isArchived = false;
  isRevoked = false;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #lastMessageAt = Number.NEGATIVE_INFINITY;

  static async start(): Promise<SlackRules> {
    const rules = new SlackRules();
    await new Promise<void>((resolve) => rules.#server.listen(0, '127.0.0.1', resolve));
    rules.origin = `http://127.0.0.1:${(rules.#server.address() as AddressInfo).port}`;
    return rules;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.requests.push(path);
    const body = await bodyOf(request);
    const fault = this.faults.find((one) => path.endsWith(one.path));
    if (fault?.after) fault.after -= 1;
    else if (fault) {
      this.faults.splice(this.faults.indexOf(fault), 1);
      if (fault.isSilent) return;
      response.writeHead(fault.status ?? 500, fault.headers).end(fault.body ?? '');
      return;
    }
    if (path.startsWith('/services/')) this.#webhook(path, body, response);
    else if (path.startsWith('/upload/')) this.#upload(path, request, body, response);
    else this.#method(path.slice('/api/'.length), request, body, response);
  }

  /** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
  #webhook(path: string, body: Buffer, response: ServerResponse): void {
    const say = (status: number, text: string) => void response.writeHead(status).end(text);
    if (path !== WORKSPACE.hook || this.isRevoked) return say(404, 'no_service');
    if (this.isArchived) return say(410, 'channel_is_archived');
    if (this.#isTooFast()) return void response.writeHead(429, { 'retry-after': '1' }).end('rate_limited');
    let message: { text?: string; blocks?: unknown[] };
    try {
      message = JSON.parse(body.toString('utf8')) as typeof message;
    } catch {
      return say(400, 'invalid_payload');
    }
    if (!message.text) return say(400, 'no_text');
    if (brokenRule(message.blocks) !== undefined) return say(400, 'invalid_blocks');
    this.#accept({ channel: WORKSPACE.channel, text: message.text, blocks: message.blocks ?? [] });
    return say(200, 'ok');
  }

  #method(method: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const say = (answer: object) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    const refuse = (error: string) => say({ ok: false, error });
    // https://docs.slack.dev/authentication/tokens and the errors of each method
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refuse('not_authed');
    if (this.isRevoked) return refuse('token_revoked');
    if (token !== WORKSPACE.token) return refuse('invalid_auth');
    const fields = new URLSearchParams(body.toString('utf8'));
    switch (method) {
      case 'chat.postMessage':
        return this.#postMessage(fields, response, say);
      // https://docs.slack.dev/reference/methods/files.getUploadURLExternal
      case 'files.getUploadURLExternal': {
        const [name, length] = [fields.get('filename'), Number(fields.get('length'))];
        if (!name || !Number.isInteger(length) || length <= 0) return refuse('invalid_arguments');
        const id = `F${this.uploads.size}`;
        this.uploads.set(id, { name, length });
        return say({ ok: true, upload_url: `${this.origin}/upload/${id}`, file_id: id });
      }
      case 'files.completeUploadExternal':
        return this.#completeUpload(fields, say, refuse);
      default:
        return refuse('unknown_method');
    }
  }

  /** https://docs.slack.dev/reference/methods/chat.postMessage */
  #postMessage(fields: URLSearchParams, response: ServerResponse, say: (answer: object) => void): void {
    const refuse = (error: string) => say({ ok: false, error });
    const [channel, text, thread] = [
      fields.get('channel') ?? '',
      fields.get('text'),
      fields.get('thread_ts') ?? undefined,
    ];
    if (![WORKSPACE.channel, WORKSPACE.name].includes(channel)) return refuse('channel_not_found');
    if (this.isArchived) return refuse('is_archived');
    if (!text) return refuse('no_text');
    if (text.length > 40_000) return refuse('msg_too_long');
    const blocks: unknown = JSON.parse(fields.get('blocks') ?? '[]');
    if (brokenRule(blocks) !== undefined) return refuse('invalid_blocks');
    if (this.#isTooFast()) return void response.writeHead(429, { 'retry-after': '1' }).end();
    const ts = this.#accept({ channel: WORKSPACE.channel, text, blocks: blocks as unknown[], thread });
    return say({ ok: true, channel: WORKSPACE.channel, ts });
  }

  /** https://docs.slack.dev/messaging/working-with-files#upload: the bytes, raw or as a form, of the length that was announced. */
  #upload(path: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const upload = this.uploads.get(path.slice('/upload/'.length));
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
    const from = boundary === undefined ? 0 : body.indexOf('\r\n\r\n') + 4;
    const to = boundary === undefined ? body.length : body.lastIndexOf(`\r\n--${boundary}`);
    const bytes = body.subarray(from, to);
    if (!upload || bytes.length !== upload.length) return void response.writeHead(400).end();
    upload.bytes = bytes;
    return void response.writeHead(200).end(`OK - ${bytes.length}`);
  }

  /** https://docs.slack.dev/reference/methods/files.completeUploadExternal */
  #completeUpload(fields: URLSearchParams, say: (answer: object) => void, refuse: (error: string) => void): void {
    const files = JSON.parse(fields.get('files') ?? '[]') as { id: string; title?: string }[];
    const channel = fields.get('channel_id') ?? '';
    if (files.length === 0) return refuse('invalid_arguments');
    // It takes the id of a channel, and no name.
    if (channel !== WORKSPACE.channel) return refuse('channel_not_found');
    for (const { id, title } of files) {
      const upload = this.uploads.get(id);
      if (upload?.bytes === undefined) return refuse('file_not_found');
      Object.assign(upload, { channel, thread: fields.get('thread_ts') ?? undefined, title });
    }
    return say({ ok: true, files });
  }

  /** https://docs.slack.dev/apis/web-api/rate-limits: one message per second and channel. */
  #isTooFast(): boolean {
    return performance.now() - this.#lastMessageAt < 1_000;
  }

  #accept(message: Omit<Accepted, 'ts'>): string {
    this.#lastMessageAt = performance.now();
    const ts = `1700000000.00000${this.accepted.length}`;
    this.accepted.push({ ...message, ts });
    return ts;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
