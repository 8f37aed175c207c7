import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Message {
  id?: number | string;
  method?: string;
  params?: { items?: unknown[] };
  result?: { items: { label: string }[] };
  error?: { message: string };
}

/**
 * The completions of an editor at a position in a file, from the language server of the directory's own TypeScript.
 * @param behind the text that ends at the position. @example 'await cluster.'
 */
export async function completions(directory: string, file: string, behind: string): Promise<string[]> {
  const text = await readFile(join(directory, file), 'utf8');
  const lines = text.slice(0, text.indexOf(behind) + behind.length).split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const uri = pathToFileURL(join(directory, file)).href;
  const server = spawn(process.execPath, [join(directory, 'node_modules/typescript/bin/tsc'), '--lsp', '--stdio'], {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const send = (message: object) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  };
  try {
    send({
      id: 1,
      method: 'initialize',
      params: { processId: process.pid, rootUri: pathToFileURL(directory).href, capabilities: {} },
    });
    for await (const { id, method, params, result, error } of messagesOf(server.stdout)) {
      if (error) throw new Error(error.message);
      // The server requests settings, and gets none.
      if (method !== undefined && id !== undefined) send({ id, result: params?.items?.map(() => null) ?? null });
      if (method !== undefined) continue;
      if (id === 2) return (result?.items ?? []).map(({ label }) => label);
      const textDocument = { uri, languageId: 'typescript', version: 1, text };
      send({ method: 'initialized', params: {} });
      send({ method: 'textDocument/didOpen', params: { textDocument } });
      send({ id: 2, method: 'textDocument/completion', params: { textDocument: { uri }, position } });
    }
    throw new Error('the language server ended without an answer');
  } finally {
    server.kill();
  }
}

/** The messages of a language server: a header with the length, an empty line, and JSON. */
async function* messagesOf(output: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  let pending = Buffer.alloc(0);
  for await (const chunk of output) {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n\r\n/.exec(pending.toString('latin1'));
      if (!header) break;
      const end = header[0].length + Number(header[1]);
      if (pending.length < end) break;
      yield JSON.parse(pending.subarray(header[0].length, end).toString()) as Message;
      pending = pending.subarray(end);
    }
  }
}
