import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buildBinaries, versionOf, type Binary } from '../binaries/binaries.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { NONROOT, smallestRoot } from './bases/smallest-root.ts';
import { openSearchImage } from './opensearch-image.ts';
import { rsyslogImage } from './rsyslog-image.ts';
import { policyImage } from './policy-image.ts';
import { shellImage } from './shell-image.ts';
import { tarArchive } from './tar-archive.ts';
import { traefikImage } from './traefik-image.ts';

/** Increased when the layout below changes, so that the cache does not return archives of the old layout. */
const LAYOUT = 1;

/** The images that consist of one program, by the name of the program, and the user that each runs as. */
const USERS = {
  pause: 65_535,
  // It listens on port 53, and a process that is not root gets a capability only through file attributes.
  coredns: 0,
  'metrics-server': NONROOT,
  sonobuoy: NONROOT,
  kwok: NONROOT,
  prometheus: NONROOT,
  alertmanager: NONROOT,
  'alert-receiver': NONROOT,
  'kube-state-metrics': NONROOT,
  'node-exporter': NONROOT,
  'victoria-logs': NONROOT,
  vlagent: NONROOT,
  'local-path-provisioner': NONROOT,
  descheduler: NONROOT,
  karpenter: NONROOT,
  versitygw: NONROOT,
  // It mounts directories, and copies what others wrote.
  'csi-test-driver': 0,
  'csi-provisioner': NONROOT,
  'csi-attacher': NONROOT,
  'csi-resizer': NONROOT,
  'csi-snapshotter': NONROOT,
  'snapshot-controller': NONROOT,
} as const satisfies Partial<Record<Binary, number>>;

/** The images that are made of something else, and how. */
const OTHERS = {
  shell: shellImage,
  opensearch: openSearchImage,
  rsyslog: rsyslogImage,
  traefik: traefikImage,
  'kube-router': async (progress: BuildProgress) => {
    const { 'kube-router': program } = await buildBinaries(['kube-router'], progress);
    return await policyImage(program, await versionOf('kube-router'));
  },
} as const;

/** An image of the testbed: of one program, or of something else. */
export type ComponentImage = keyof typeof USERS | keyof typeof OTHERS;

function isOther(name: ComponentImage): name is keyof typeof OTHERS {
  return name in OTHERS;
}

/** The program that has to be compiled for an image. */
export function programOf(image: ComponentImage): Binary | undefined {
  if (image === 'kube-router') return image;
  return isOther(image) ? undefined : image;
}

/** The image of a component of the cluster: its static binary at `/<name>`, in one layer. It builds what is missing. */
export async function componentImage(name: ComponentImage, progress: BuildProgress): Promise<Image> {
  if (isOther(name)) return await OTHERS[name](progress);
  const binaries = await buildBinaries([name], progress);
  const binary = binaries[name];
  const ref = `localhost/${name}:${await versionOf(name)}`;
  // The name of the binary's directory contains the key of its build.
  const archive = join(cacheDirectory(), 'images', `${basename(dirname(binary))}-${name}-${LAYOUT}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      { type: 'File', path: name, content: await readFile(binary), mode: 0o755 },
    ]);
    const user = USERS[name];
    return dockerArchive({ ref, layers: [layer], entrypoint: [`/${name}`], user: `${user}:${user}` });
  });
  return { ref, archive };
}
