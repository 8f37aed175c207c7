import { shortened } from '../terminal/shortened.ts';

/** What kubelet, containerd and CRI-O write before the cause: who passed it on, and the name of the image several times. */
const PASSED_ON = [
  /^Back-off pulling image "[^"]*"(?:: )?/,
  /^(?:ErrImagePull|ImagePullBackOff): /,
  /^rpc error: code = \w+ desc = /,
  /^failed to pull (?:and unpack )?image "[^"]*": /,
  /^failed to resolve (?:reference|image) "[^"]*": /,
  /^failed to do request: /,
  /^(?:initializing source|reading manifest|pinging container registry) \S+: /,
];

/** The maximum length of a cause, in characters. */
const LONGEST = 200;

/** A registry with such an answer does not have the image, or does not allow access to it: its answer will stay the same. */
const REFUSED =
  /: not found$|manifest unknown|name unknown|repository does not exist|access denied|unauthorized|401 Unauthorized|403 Forbidden|invalid reference format/i;

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
  return REFUSED.test(cause);
}

function passOver(text: string): string {
  return PASSED_ON.reduce((rest, words) => rest.replace(words, ''), text);
}
