import type { Meaning } from '../../errors/shakedown-error.ts';

/** What the code of an error means that Node or a library threw. */
export interface ForeignProblem {
  code: string;
  meaning: Meaning;
  seen: string;
  expected: string;
  todo: string;
}

const CONNECTION =
  /^(ECONN|EHOST|ENET|ENONET|ENOTCONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EPROTO|ESHUTDOWN|ECANCELED|EREMOTEIO|EADDRNOTAVAIL|UND_ERR_|HPE_|CERT_|UNSPECIFIED$|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_STREAM_(?:PREMATURE_CLOSE|DESTROYED)|ERR_SOCKET_CLOSED)/;
const UNSENDABLE =
  /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|INVALID_PROTOCOL|INVALID_IP_ADDRESS|UNESCAPED_CHARACTERS|SOCKET_BAD_PORT)$/;
const MEMORY = /^(Z_MEM_ERROR|ERR_WORKER_OUT_OF_MEMORY|ERR_MEMORY_ALLOCATION_FAILED)$/;
/** Data that is damaged, too large or in no form that is read; each with what is said of it. */
const unreadable: readonly (readonly [RegExp, string])[] = [
  [/^ERR_ENCODING_INVALID_ENCODED_DATA$/, 'a file is not UTF-8'],
  [/^(Z_(DATA|BUF|STREAM)_ERROR|Z_NEED_DICT|TAR_|ERR_BROTLI|ZSTD_)/, 'a file is damaged or cut off'],
  [/^(ERR_STRING_TOO_LONG|ERR_FS_FILE_TOO_LARGE|ERR_BUFFER_TOO_LARGE)$/, 'a file or an answer is too large'],
  [
    /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED_DIR_IMPORT|ERR_(UNSUPPORTED|INVALID)_TYPESCRIPT_SYNTAX)$/,
    'a spec, or a module that it imports, cannot be loaded',
  ],
];
/** Why a program was not started. */
const programs: Readonly<Record<string, string>> = {
  EACCES: 'may not be executed',
  EPERM: 'may not be executed',
  ENOEXEC: 'is no program of this machine',
  ETXTBSY: 'is being written',
  E2BIG: 'got more arguments and environment than this machine allows',
  ENOTDIR: 'has a part in its path that is not a directory',
  EISDIR: 'is a directory',
  ELOOP: 'is a link to itself',
  ENAMETOOLONG: 'has a name that is too long',
};

/** @returns undefined when the code says nothing about the world outside the suite. */
export function problemOfCode({ code = '', path, syscall = '' }: NodeJS.ErrnoException): ForeignProblem | undefined {
  const program = syscall.startsWith('spawn') ? programs[code] : undefined;
  if (code === 'ENOENT' && syscall.startsWith('spawn')) return noProgram(path ?? 'that is needed');
  if (program !== undefined) return unusableProgram(`the program ${path ?? 'that is needed'} ${program} (${code})`);
  if (/^(EACCES|EPERM)$/.test(code) && /^(bind|listen)/.test(syscall))
    return {
      code: 'LOCAL_RESOURCES',
      meaning: 'infrastructure',
      seen: `this user may not open the port (${code})`,
      expected: 'this machine to have what the command needs',
      todo: 'choose a port from 1024',
    };
  if (MEMORY.test(code))
    return {
      code: 'LOCAL_RESOURCES',
      meaning: 'infrastructure',
      seen: `this machine has no memory left (${code})`,
      expected: 'this machine to have what the command needs',
      todo: 'end other programs, or use a larger machine',
    };
  if (CONNECTION.test(code) || syscall.startsWith('connect'))
    return {
      code: 'CONNECTION_FAILED',
      meaning: 'infrastructure',
      seen: `a connection failed (${code})`,
      expected: 'connections of this machine to work',
      todo: 'check the network, the proxy and the certificates',
    };
  if (UNSENDABLE.test(code))
    return {
      code: 'ADDRESS_INVALID',
      meaning: 'usage',
      seen: `an address, or a value that is sent with a request, has a character or a port that HTTP does not have (${code})`,
      expected: 'addresses such as https://HOST:PORT, and values of one line',
      todo: 'correct it in the flags, the configuration or the kubeconfig',
    };
  if (code === 'ERR_INVALID_URL' || code === 'ERR_INVALID_URI')
    return {
      code: 'ADDRESS_INVALID',
      meaning: 'usage',
      seen: 'an address is no valid URL',
      expected: 'addresses such as https://HOST:PORT',
      todo: 'correct it in the flags, the configuration or the kubeconfig',
    };
  const what = unreadable.find(([pattern]) => pattern.test(code))?.[1];
  return what === undefined ? undefined : unreadableInput(code.startsWith('ERR_ENCODING') ? what : `${what} (${code})`);
}

/** Input that cannot be read. @param seen what is wrong with it. */
export function unreadableInput(seen: string): ForeignProblem {
  return {
    ...{ code: 'INPUT_UNREADABLE', meaning: 'usage', seen, expected: 'to read what was given' },
    todo: 'look at the files that were named last',
  };
}

function noProgram(program: string): ForeignProblem {
  return {
    code: 'PROGRAM_MISSING',
    meaning: 'usage',
    seen: `there is no program ${program}`,
    expected: 'the programs that the command calls',
    todo: 'install it, or correct its path',
  };
}

function unusableProgram(seen: string): ForeignProblem {
  return {
    code: 'PROGRAM_UNUSABLE',
    meaning: 'usage',
    seen,
    expected: 'programs that this user may execute',
    todo: 'install it again, or correct its path: ls -l shows who may execute it',
  };
}
