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
];
