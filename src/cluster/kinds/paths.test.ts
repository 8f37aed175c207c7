import { expect } from 'chai';
import { kubernetesNames } from '../../../test/kubernetes-names.ts';
import { kinds } from './kinds.ts';
import { collectionPath, objectPath, query, formatCollection, formatObject } from './paths.ts';
import { rightTo } from '../rights/right-to.ts';
import { isAnsweredByApiServer } from '../transport/call.ts';

const web = { namespace: 'shop', name: 'web' };

describe('the path of an object', () => {
  it('is below its group, version and namespace', () => {
    expect(collectionPath(kinds.deployments)).to.equal('/apis/apps/v1/deployments');
    expect(collectionPath(kinds.pods, 'shop')).to.equal('/api/v1/namespaces/shop/pods');
    expect(collectionPath(kinds.nodes, 'shop')).to.equal('/api/v1/nodes');
    expect(objectPath(kinds.deployments, web, 'scale')).to.equal('/apis/apps/v1/namespaces/shop/deployments/web/scale');
    expect(objectPath(kinds.nodes, { name: 'n/1' })).to.equal('/api/v1/nodes/n%2F1');
  });

  it('takes every name: the API server reads the same names from it', () => {
    const { labels, subdomains, segments } = kubernetesNames;
    for (const namespace of labels.slice(0, 30))
      for (const name of [...labels.slice(0, 12), ...subdomains.slice(0, 7), ...segments]) {
        const path = objectPath(kinds.pods, { namespace, name }, 'proxy');
        const { pathname, search, hash } = new URL(`${path}/healthz`, 'https://server');
        expect(pathname.split('/').map(decodeURIComponent)).to.deep.equal([
          '',
          'api',
          'v1',
          'namespaces',
          namespace,
          'pods',
          name,
          'proxy',
          'healthz',
        ]);
        expect(search + hash).to.equal('');
      }
  });

  it('is answered by the API server itself unless it ends at a pod, a Service or a node, whatever their names are', () => {
    const { labels, subdomains, segments } = kubernetesNames;
    for (const namespace of labels.slice(0, 30)) {
      expect(isAnsweredByApiServer(collectionPath(kinds.pods, namespace)), namespace).to.equal(true);
      expect(isAnsweredByApiServer(objectPath(kinds.namespaces, { name: namespace })), namespace).to.equal(true);
      for (const name of [...labels.slice(0, 12), ...subdomains.slice(0, 7), ...segments]) {
        const ref = { namespace, name };
        for (const kind of [kinds.pods, kinds.services, kinds.deployments, kinds.nodes, kinds.configMaps])
          expect(isAnsweredByApiServer(`${objectPath(kind, ref)}?limit=1`), `${namespace}/${name}`).to.equal(true);
        expect(isAnsweredByApiServer(objectPath(kinds.pods, ref, 'log'))).to.equal(false);
        expect(isAnsweredByApiServer(`${objectPath(kinds.pods, ref, 'proxy')}/api/v1/namespaces`)).to.equal(false);
        expect(isAnsweredByApiServer(objectPath(kinds.services, ref, 'proxy'))).to.equal(false);
        expect(isAnsweredByApiServer(objectPath(kinds.nodes, ref, 'proxy'))).to.equal(false);
        expect(isAnsweredByApiServer(objectPath(kinds.deployments, ref, 'scale'))).to.equal(true);
      }
    }
  });

  it('needs a namespace when its kind is namespaced', () => {
    expect(() => objectPath(kinds.pods, { name: 'web' })).to.throw(
      TypeError,
      "Pod 'web' needs a namespace: its kind is not cluster-scoped",
    );
  });

  it('has a short form for messages', () => {
    expect(formatObject(kinds.deployments, web)).to.equal('deployment shop/web');
    expect(formatObject(kinds.nodes, { name: 'n1' })).to.equal('node n1');
    expect(formatCollection(kinds.pods, {})).to.equal('pods in all namespaces');
    expect(formatCollection(kinds.pods, { namespace: 'shop' })).to.equal('pods in namespace shop');
    expect(formatCollection(kinds.nodes, {})).to.equal('nodes');
  });
});

describe('a query', () => {
  it('leaves out what is not set', () => {
    expect(query({})).to.equal('');
    expect(query({ limit: 5, labelSelector: 'app=web,tier!=db', continue: undefined, watch: true })).to.equal(
      '?limit=5&labelSelector=app%3Dweb%2Ctier%21%3Ddb&watch=true',
    );
  });
});

describe('a right', () => {
  it('is formatted as kubectl auth can-i takes it', () => {
    expect(rightTo('list', kinds.deployments, undefined)).to.equal('list deployments.apps --all-namespaces');
    expect(rightTo('get', kinds.pods, 'shop', 'log')).to.equal('get pods --subresource=log -n shop');
    expect(rightTo('get', kinds.nodes, undefined)).to.equal('get nodes');
  });
});
