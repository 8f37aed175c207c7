import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { judgeTrial } from './judge-trial.ts';

const pod = (state: object, status: object = {}): Pod =>
  ({ status: { containerStatuses: [{ name: 'image', state }], ...status } }) as unknown as Pod;
const waiting = (reason: string, message = '') => pod({ waiting: { reason, message } });
const ended = (exitCode: number, reason?: string, message?: string) =>
  pod({ terminated: { exitCode, ...(reason && { reason }), ...(message && { message }) } });
/** Whose fault it is, as the trial of one node tells. */
const because = (of: Pod) => {
  const judged = judgeTrial(of, 'image');
  if ('notYet' in judged) return 'not yet';
  return judged.good ? 'good' : judged.because;
};
const RUNC = 'failed to create containerd task: OCI runtime create failed: runc create failed: ';
const PULL = 'failed to pull and unpack image "reg.example/suite:1": ';
const BLOB = 'https://reg.example/v2/suite/blobs/sha256:8a5e';

describe('The trial of an image on one node', () => {
  for (const [what, of, expected] of [
    ['its program has ended well', ended(0, 'Completed'), 'good'],
    ['its program has chosen to fail', ended(1, 'Error'), 'wrong'],
    ['a shell finds no such program', ended(127, 'Error'), 'wrong'],
    ['its program was killed for want of memory', ended(137, 'OOMKilled'), 'node'],
    ['its program was killed', ended(137, 'Error'), 'node'],
    ['its program crashed', ended(139, 'Error'), 'node'],
    ['the runtime lost the container', ended(255, 'Unknown'), 'node'],
    ['the node does not know what became of it', ended(137, 'ContainerStatusUnknown'), 'node'],
    ['the node had no space to start it', ended(128, 'StartError', `${RUNC}no space left on device: unknown`), 'node'],
    [
      'it has no such program',
      ended(128, 'StartError', `${RUNC}exec: "--version": executable file not found in $PATH: unknown`),
      'wrong',
    ],
    [
      'it has no such program, in the words of crun',
      waiting('RunContainerError', 'executable file `--version` not found in $PATH: No such file or directory'),
      'wrong',
    ],
    ['its program may not be run', waiting('RunContainerError', `${RUNC}exec: "/app": permission denied`), 'wrong'],
    ['the runtime does not answer', waiting('RunContainerError', 'context deadline exceeded'), 'node'],
    ['the node has no space', waiting('RunContainerError', `${RUNC}no space left on device`), 'node'],
    ['it is for other processors', waiting('RunContainerError', `${RUNC}exec /app: exec format error`), 'platform'],
    ['its pod was evicted', { status: { phase: 'Failed', reason: 'Evicted' } } as Pod, 'node'],
    ['its pod was evicted while it ran', pod({ terminated: { exitCode: 1 } }, { reason: 'Evicted' }), 'node'],
    ['its node shut down', { status: { phase: 'Failed', reason: 'Terminated', message: 'x' } } as Pod, 'node'],
    ['its name is invalid', waiting('InvalidImageName', 'bad'), 'wrong'],
    ['it must not be pulled', waiting('ErrImageNeverPull'), 'refused'],
    [
      'the registry does not have it',
      waiting(
        'ErrImagePull',
        `${PULL}failed to resolve reference "reg.example/suite:1": reg.example/suite:1: not found`,
      ),
      'refused',
    ],
    [
      'one of its layers was not found',
      waiting(
        'ImagePullBackOff',
        `${PULL}failed to copy: httpReadSeeker: failed open: content at ${BLOB} not found: not found`,
      ),
      'unreachable',
    ],
    [
      'a proxy refuses one of its layers',
      waiting(
        'ImagePullBackOff',
        `${PULL}failed to copy: httpReadSeeker: failed open: unexpected status code ${BLOB}: 403 Forbidden`,
      ),
      'unreachable',
    ],
    [
      'it is not for this platform',
      waiting('ErrImagePull', `${PULL}no match for platform in manifest: not found`),
      'platform',
    ],
    [
      'it is not for this platform, in the words of CRI-O',
      waiting(
        'ErrImagePull',
        'choosing image instance: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
      ),
      'platform',
    ],
    [
      'the node has no space for it',
      waiting('ErrImagePull', `${PULL}failed to extract layer sha256:8a: write /var/lib/x: no space left on device`),
      'node',
    ],
    ['the registry does not answer', waiting('ImagePullBackOff', 'dial tcp 10.0.0.9:443: i/o timeout'), 'unreachable'],
    ['it is pulled', waiting('ContainerCreating'), 'not yet'],
  ] as const)
    it(`tells whose fault it is when ${what}`, () => {
      expect(because(of)).to.equal(expected);
    });
});
