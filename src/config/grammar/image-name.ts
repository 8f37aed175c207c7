/**
 * The grammar of image references.
 * https://github.com/distribution/reference/blob/v0.6.0/regexp.go
 */
const host =
  /(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?/;
const part = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/;
const tag = /\w[\w.-]{0,127}/;
const digest = /[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}/;

const REFERENCE = new RegExp(
  `^(?:${host.source}/)?${part.source}(?:/${part.source})*(?::${tag.source})?(?:@${digest.source})?$`,
);

/** The maximum length of the name without tag and digest, in characters. */
const LONGEST = 255;

/** Whether a text can be the name of an image; whether the image exists, only a node can find out. Pure. */
export function isImageName(text: string): boolean {
  const name = text.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  return name.length <= LONGEST && REFERENCE.test(text);
}
