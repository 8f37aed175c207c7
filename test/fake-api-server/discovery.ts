/**
 * The answer to a discovery request for the kinds of the stored objects; `undefined` for any other path.
 * @param stored paths of objects: `/apis/apps/v1/namespaces/shop/deployments/web`.
 */
export function discovery(path: string, stored: Iterable<string>): object | undefined {
  const places = [...stored].flatMap((object) => {
    const [, root = '', resource = ''] =
      /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/namespaces\/[^/]+\/([^/]+)\/[^/]+$/.exec(object) ?? [];
    return root === '' ? [] : [{ root, resource }];
  });
  if (path === '/apis') {
    const versions = new Map(
      places.flatMap(({ root }) => (root === '/api/v1' ? [] : [[root.split('/')[2], root.split('/')[3]]])) as [
        string,
        string,
      ][],
    );
    return { groups: [...versions].map(([name, version]) => ({ name, preferredVersion: { version } })) };
  }
  if (path !== '/api/v1' && !/^\/apis\/[^/]+\/[^/]+$/.test(path)) return undefined;
  const resources = new Set(places.filter(({ root }) => root === path).map(({ resource }) => resource));
  return { resources: [...resources].map((name) => ({ name, kind: name, namespaced: true, verbs: ['list'] })) };
}
