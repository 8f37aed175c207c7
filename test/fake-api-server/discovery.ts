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
    const groups = Map.groupBy(new Set(places.map(({ root }) => root)), (root) => root.split('/')[2] ?? '');
    groups.delete('v1');
    return {
      groups: [...groups].map(([name, roots]) => {
        const versions = roots.map((root) => ({ version: root.split('/')[3] }));
        return { name, versions, preferredVersion: versions[0] };
      }),
    };
  }
  if (path !== '/api/v1' && !/^\/apis\/[^/]+\/[^/]+$/.test(path)) return undefined;
  const resources = new Set(places.filter(({ root }) => root === path).map(({ resource }) => resource));
  return { resources: [...resources].map((name) => ({ name, kind: name, namespaced: true, verbs: ['list'] })) };
}
