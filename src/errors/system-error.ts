/** What a code of the operating system says about a file: each is completed by the path in front of it. */
const aboutFiles: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read or written',
  EPERM: 'may not be changed',
  EISDIR: 'is a directory, and not a file',
  ENOTDIR: 'has a part that is not a directory',
  EEXIST: 'exists already',
  ENOTEMPTY: 'is not empty',
  ENAMETOOLONG: 'is too long a name',
  ELOOP: 'is a link to itself',
  EROFS: 'is on a file system that can only be read',
  EXDEV: 'is on another file system',
  EBUSY: 'is in use',
  ETXTBSY: 'is a program that is running',
  ENOEXEC: 'is no program',
  ESTALE: 'is on a network file system that has lost it',
  ENXIO: 'is a device or a pipe that nobody serves',
  ENODEV: 'is a device that does not exist',
  EINVAL: 'does not allow what was tried with it',
  ENOTSUP: 'is on a file system that cannot do what was tried',
  EOPNOTSUPP: 'is on a file system that cannot do what was tried',
  ENOSYS: 'is on a file system that cannot do what was tried',
  EMLINK: 'has too many links',
  EOVERFLOW: 'is too large',
  EBADF: 'was closed while it was in use',
};

/** What a code says about this machine, and what helps. */
const aboutMachine: Readonly<Record<string, readonly [seen: string, todo: string]>> = {
  ENOSPC: ['there is no space left on the disk', 'free disk space, or name another directory: --results DIRECTORY'],
  EDQUOT: ['the disk quota is used up', 'free disk space, or name another directory: --results DIRECTORY'],
  EFBIG: ['a file is larger than this user may write', 'raise the limit: ulimit -f unlimited'],
  EMFILE: ['this process has too many open files', 'allow more: ulimit -n 4096'],
  ENFILE: ['this machine has too many open files', 'end other programs'],
  ENOMEM: ['this machine has no memory left', 'end other programs, or use a larger machine'],
  EAGAIN: ['this machine can start no further process', 'end other programs, or raise the limit: ulimit -u'],
  EIO: ['a disk or a terminal failed', 'look into the log of this machine'],
  EADDRINUSE: ['a port is in use', 'end the program that uses it'],
};

/** What helps when a place cannot be written, by code, before naming another place. */
const aboutPlaces: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `correct the permissions (ls -ld ${path})`,
  EPERM: (path) => `correct the permissions (ls -ld ${path}, lsattr -d ${path})`,
  ENOTDIR: (path) => `see which part of ${path} is a file`,
  EROFS: () => 'have its file system mounted for writing',
  ENOSPC: () => 'free disk space',
  EDQUOT: () => 'free disk space',
};

const NO_USER = 'run it as a user of /etc/passwd, or set HOME';

/** An error of the operating system in a sentence. */
export interface SystemProblem {
  /** Whether a file is the matter, which the user has named, or something that this machine lacks. */
  about: 'file' | 'machine';
  sentence: string;
  todo: string;
}

/**
 * @param named the file that it is about, if it does not name one itself.
 * @returns undefined when it is no error about files or about this machine; those of connections are not.
 */
export function systemProblem(thrown: unknown, named?: string): SystemProblem | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = '', path = named, syscall } = thrown as NodeJS.ErrnoException;
  const [machine, todo] = aboutMachine[code] ?? [];
  if (machine !== undefined) return { about: 'machine', sentence: `${machine} (${code})`, todo: todo ?? '' };
  const file = aboutFiles[code];
  if (file === undefined || syscall === undefined || /^(connect|spawn|bind|listen)/.test(syscall)) return undefined;
  if (syscall === 'uv_os_get_passwd')
    return { about: 'machine', sentence: `this user has no name on this machine (${code})`, todo: NO_USER };
  if (code === 'ENOENT' && syscall === 'mkdir')
    return {
      about: 'file',
      sentence: `${path ?? 'a directory'} cannot be created: its file system takes no directories there (${code})`,
      todo: 'name a directory on another file system',
    };
  const subject = path ?? (syscall === 'uv_cwd' ? 'the working directory' : 'what was named');
  return {
    about: 'file',
    sentence: `${subject} ${file} (${code})`,
    todo: `correct the name, or the permissions: ls -ld ${path ?? 'FILE'}`,
  };
}

/**
 * How to fix that a place cannot be written: what its error of the operating system suggests, or another place.
 * @param otherwise the other place, as a command: `name another directory with --results-dir`.
 */
export function todoForPlace(thrown: unknown, otherwise: string): string {
  const { code = '', path = 'it' } = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : {};
  const own = aboutPlaces[code]?.(path);
  return own === undefined ? otherwise : `${own}, or ${otherwise}`;
}
