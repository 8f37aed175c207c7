import type { Entry } from '../tar-archive.ts';

/** The user that our images run as: the number that distroless calls `nonroot`. */
export const NONROOT = 65_532;

/** The files that even a static program expects: names of users, a configuration for host lookups, a directory for temporary files. */
export function smallestRoot(): Entry[] {
  const users = ['root:x:0:0:root:/root:/sbin/nologin', `nonroot:x:${NONROOT}:${NONROOT}:nonroot:/:/sbin/nologin`, ''];
  return [
    { type: 'Directory', path: 'etc' },
    { type: 'File', path: 'etc/passwd', content: users.join('\n') },
    { type: 'File', path: 'etc/group', content: `root:x:0:\nnonroot:x:${NONROOT}:\n` },
    { type: 'File', path: 'etc/nsswitch.conf', content: 'hosts: files dns\n' },
    { type: 'Directory', path: 'tmp', mode: 0o1777 },
  ];
}
