/** The fields of a check that a pattern is compared with. */
interface Named {
  id: string;
  title: string;
  area: string;
}

/** Plain text: parts of an id, and alternatives of them; no other syntax of regular expressions. */
const PLAIN = /^[\w./-]+(?:\|[\w./-]+)*$/;

/**
 * What `run.skip` leaves out. A skip that takes too much hides a fault, so it never takes a part of a name: `dns` skips no check of
 * `deployment/kube-system/coredns`. Pure.
 *
 * - Plain text is compared with whole parts of an id, which slashes separate: `shop`, `deployment/shop`. If its first part is the name of an
 *   area, it begins there: `dns` is the area, not a namespace with this name. `|` separates alternatives.
 * - Any other regular expression must match whole parts of an id, or whole words of a title.
 * @param areas the names of all areas.
 */
export function skipPattern(pattern: string, areas: ReadonlySet<string>): (check: Named) => boolean {
  if (PLAIN.test(pattern)) {
    const alternatives = pattern.split('|');
    return (check) => alternatives.some((text) => namesParts(text, check, areas));
  }
  const parts = new RegExp(String.raw`(?:(?<=^|/)|(?=/))(?:${pattern})(?:(?=/|$)|(?<=/))`);
  const words = new RegExp(String.raw`(?<!\S)(?:${pattern})(?!\S)`);
  return ({ id, title }) => parts.test(id) || words.test(title);
}

function namesParts(text: string, { id, area }: Named, areas: ReadonlySet<string>): boolean {
  const wanted = text.replaceAll(/^\/|\/$/g, '');
  const [first = ''] = text.split('/', 1);
  if (!areas.has(first)) return `/${id}/`.includes(`/${wanted}/`);
  return wanted === area || `${id}/`.startsWith(`${wanted}/`);
}
