import { parse } from 'yaml';
import { z } from 'zod';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { Stopped } from './stopping.ts';

/** An error of the operating system, as Node throws it. */
export const system = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: raw text`), { code, syscall: 'open', ...more });
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

const coded = (code: string) => Object.assign(new Error('raw text'), { code });

function deeper(): unknown {
  return [deeper()];
}

function ownCause(): Error {
  const error: Error & { cause?: unknown } = new TypeError('x');
  error.cause = error;
  return error;
}

function thrower(): object {
  const get = () => {
    throw new Error('boom');
  };
  return new Proxy({}, { get });
}

/** Errors of the suite. */
export const ours = new ShakedownError('CLUSTER_UNREACHABLE', {
  meaning: 'infrastructure',
  expected: 'an answer',
  seen: 'no answer',
});
export const usage = new ShakedownError('CONFIG_INVALID', { meaning: 'usage', expected: 'a key', seen: 'no key' });
/** What a library may throw, with the code and the exit code that it becomes. */
export const foreignErrors: readonly (readonly [what: string, thrown: unknown, code: string, exit: number])[] = [
  ['a missing file', system('ENOENT', { path: '/x' }), 'FILE_UNUSABLE', 2],
  ['a file without permissions', system('EACCES', { path: '/x' }), 'FILE_UNUSABLE', 2],
  ['a directory for a file', system('EISDIR', { syscall: 'read' }), 'FILE_UNUSABLE', 2],
  ['a full disk', system('ENOSPC', { syscall: 'write' }), 'LOCAL_RESOURCES', 5],
  ['too many open files', system('EMFILE'), 'LOCAL_RESOURCES', 5],
  ['a missing program', system('ENOENT', { syscall: 'spawn sonobuoy', path: 'sonobuoy' }), 'PROGRAM_MISSING', 2],
  ['a refused connection', system('ECONNREFUSED', { syscall: 'connect' }), 'CONNECTION_FAILED', 5],
  ['a connection without permission', system('EACCES', { syscall: 'connect' }), 'CONNECTION_FAILED', 5],
  [
    'OpenSSL',
    Object.assign(new Error('error:0A000412:SSL routines::raw text'), { code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' }),
    'CONNECTION_FAILED',
    5,
  ],
  ['undici', Object.assign(new TypeError('raw text'), { code: 'UND_ERR_INVALID_ARG' }), 'CONNECTION_FAILED', 5],
  [
    'a program without permission',
    system('EACCES', { syscall: 'spawn sonobuoy', path: 'sonobuoy' }),
    'PROGRAM_UNUSABLE',
    2,
  ],
  ...['ENOEXEC', 'ETXTBSY', 'EPERM', 'E2BIG'].map(
    (code) => [`a program (${code})`, system(code, { syscall: 'spawn x' }), 'PROGRAM_UNUSABLE', 2] as const,
  ),
  ...['ESTALE', 'ENXIO', 'ENODEV', 'EINVAL', 'ENOTSUP', 'EMLINK', 'EOVERFLOW', 'EBADF'].map(
    (code) => [`a file (${code})`, system(code, { syscall: 'read', path: '/x' }), 'FILE_UNUSABLE', 2] as const,
  ),
  ['a port without permission', system('EACCES', { syscall: 'bind' }), 'LOCAL_RESOURCES', 5],
  ['a user without a name', system('ENOENT', { syscall: 'uv_os_get_passwd' }), 'LOCAL_RESOURCES', 5],
  ['a working directory that was removed', system('ENOENT', { syscall: 'uv_cwd' }), 'FILE_UNUSABLE', 2],
  ...['ENOTCONN', 'ESHUTDOWN', 'ECANCELED', 'ENONET', 'EREMOTEIO'].map(
    (code) => [`a connection (${code})`, system(code, { syscall: 'write' }), 'CONNECTION_FAILED', 5] as const,
  ),
  ['a stream', coded('ERR_STREAM_DESTROYED'), 'CONNECTION_FAILED', 5],
  ['a connection inside fetch', new TypeError('raw text', { cause: system('ECONNREFUSED') }), 'CONNECTION_FAILED', 5],
  ['a bug around a bug', new TypeError('x', { cause: new TypeError('y') }), 'SUITE_FAULT', 4],
  ['an error that is its own cause', ownCause(), 'SUITE_FAULT', 4],
  ['a certificate', coded('UNSPECIFIED'), 'CONNECTION_FAILED', 5],
  ...['Z_DATA_ERROR', 'Z_BUF_ERROR', 'TAR_BAD_ARCHIVE', 'TAR_ENTRY_INVALID'].map(
    (code) => [`an archive (${code})`, coded(code), 'INPUT_UNREADABLE', 2] as const,
  ),
  ...['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE', 'ERR_BUFFER_TOO_LARGE'].map(
    (code) => [`a size (${code})`, coded(code), 'INPUT_UNREADABLE', 2] as const,
  ),
  ...['ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'].map(
    (code) => [`a module (${code})`, coded(code), 'INPUT_UNREADABLE', 2] as const,
  ),
  ...['Z_MEM_ERROR', 'ERR_WORKER_OUT_OF_MEMORY', 'ERR_MEMORY_ALLOCATION_FAILED'].map(
    (code) => [`memory (${code})`, coded(code), 'LOCAL_RESOURCES', 5] as const,
  ),
  [
    'an answer that is not HTTP',
    Object.assign(new Error('raw text'), { name: 'HTTPParserError' }),
    'CONNECTION_FAILED',
    5,
  ],
  ...['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS', 'ERR_SOCKET_BAD_PORT'].map(
    (code) => [`a request (${code})`, coded(code), 'ADDRESS_INVALID', 2] as const,
  ),
  ['a % that encodes nothing', thrownBy(() => decodeURIComponent('%')), 'ADDRESS_INVALID', 2],
  ['a nesting without an end', thrownBy(deeper), 'INPUT_UNREADABLE', 2],
  ['a text without an end', thrownBy(() => 'x'.padEnd(2 ** 30)), 'INPUT_UNREADABLE', 2],
  ['an address', thrownBy(() => new URL('raw text')), 'ADDRESS_INVALID', 2],
  [
    'a decoder',
    thrownBy(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from([255]))),
    'INPUT_UNREADABLE',
    2,
  ],
  ['YAML', thrownBy(() => parse('raw text: [')), 'INPUT_UNREADABLE', 2],
  ['JSON', thrownBy(() => JSON.parse('raw text') as unknown), 'INPUT_UNREADABLE', 2],
  ['zod', thrownBy(() => z.object({ a: z.string() }).parse({})), 'INPUT_UNREADABLE', 2],
  [
    'a program that failed',
    Object.assign(new Error('raw text'), { name: 'ExecaError', command: 'sonobuoy run', exitCode: 3 }),
    'PROGRAM_FAILED',
    5,
  ],
  ['an abort', thrownBy(() => AbortSignal.abort().throwIfAborted()), 'STOPPED', 4],
  ['a stop', new Stopped('it was stopped by SIGINT'), 'STOPPED', 4],
  ['an own error while an own error passes', new SuppressedError(usage, ours), 'CLUSTER_UNREACHABLE', 5],
  [
    'a bug while an own error passes',
    new SuppressedError(new TypeError('x is no function'), usage),
    'CONFIG_INVALID',
    2,
  ],
  [
    'an own error while a bug passes',
    new SuppressedError(ours, new TypeError('x is no function')),
    'CLUSTER_UNREACHABLE',
    5,
  ],
  ['own errors together', new AggregateError([new TypeError('x'), ours]), 'CLUSTER_UNREACHABLE', 5],
  [
    'system errors together',
    new AggregateError([system('ENOENT', { path: '/x' }), system('ENOSPC')]),
    'FILE_UNUSABLE',
    2,
  ],
  ['nothing together', new AggregateError([]), 'SUITE_FAULT', 4],
  ['an own error as a cause', new Error('raw text', { cause: usage }), 'CONFIG_INVALID', 2],
  ['a bug', new TypeError('x is no function\nat y'), 'SUITE_FAULT', 4],
  ['a text', 'boom', 'SUITE_FAULT', 4],
  ['nothing', undefined, 'SUITE_FAULT', 4],
  ['an object', { message: 'boom' }, 'SUITE_FAULT', 4],
  ['an object without a prototype', Object.create(null), 'SUITE_FAULT', 4],
  ['an object that throws', thrower(), 'SUITE_FAULT', 4],
  ['an error whose message is no text', Object.assign(new Error('x'), { message: 5 }), 'SUITE_FAULT', 4],
];
