import { shortened } from '../terminal/shortened.ts';

/** What kubelet, containerd and CRI-O write before the cause: who passed it on, and the name of the image several times. */
const PASSED_ON = [
  /^Back-off pulling image "[^"]*"(?:: )?/,
  /^(?:ErrImagePull|ImagePullBackOff): /,
  /^rpc error: code = \w+ desc = /,
  /^failed to pull (?:and unpack )?image "[^"]*": /,
  /^failed to resolve (?:reference|image)(?: "[^"]*")?: /,
  /^failed to do request: /,
  /^(?:initializing source|reading manifest|pinging container registry) \S+: /,
];

/** The maximum length of a cause, in characters. */
const LONGEST = 200;

/**
 * A registry with such an answer does not have the image, or does not allow access to it: its answer will stay the same. The words are those
 * of containerd, Docker, the OCI distribution spec, and of containers/image, which CRI-O pulls with. A bare `not found` counts only for the
 * name of the image: containerd says it of layers and snapshots, too.
 */
const REFUSED =
  /^\S+: not found$|manifest unknown|name unknown|repository does not exist|access denied|(?:^|: )denied: |access to the resource is denied|unauthorized|401 Unauthorized|403 Forbidden|no basic auth credentials|invalid reference format|^short-name |: short-name /i;

/** The registry has the image, and something was wrong with a part of it, on the way or on the node: another node may get it. */
const OF_A_PART =
  /httpReadSeeker|failed to copy: |\/blobs\/sha256|(?:reading|writing|fetching) blob|(?:extract|fetch|apply) layer|snapshot/i;

/** The image is not for the processor, or the system, of the node. The words of containerd, Docker and containers/image, and of the kernel. */
const OTHER_PLATFORM =
  /no match for platform in manifest|no matching manifest for|no image found in (?:manifest list|image index) for|exec format error/i;

/**
 * Why an image cannot be pulled, from the message of the kubelet without the words that only pass the cause on; pure. The cause is at the
 * end, so a long text is shortened in its middle.
 * @example pullCause('Back-off pulling image "x": ErrImagePull: failed to pull and unpack image "docker.io/x:1": failed to resolve reference "docker.io/x:1": docker.io/x:1: not found')
 * // 'docker.io/x:1: not found'
 */
export function pullCause(message: string): string {
  let cause = message.trim().replaceAll(/\s+/g, ' ');
  for (let next = passOver(cause); next !== cause; next = passOver(cause)) cause = next;
  return shortened(cause, LONGEST);
}

/** Whether a registry has answered that the image does not exist or is not accessible; pure. @param cause as {@link pullCause} returns it. */
export function isRefused(cause: string): boolean {
  return isForOtherPlatform(cause) || (REFUSED.test(cause) && !OF_A_PART.test(cause));
}

/** Whether the image is not for the platform of the node that pulls it; pure. */
export function isForOtherPlatform(message: string): boolean {
  return OTHER_PLATFORM.test(message);
}

function passOver(text: string): string {
  return PASSED_ON.reduce((rest, words) => rest.replace(words, ''), text);
}
