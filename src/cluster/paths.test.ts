import { expect } from 'chai';
import { kinds } from './kinds.ts';
import { collectionPath, objectPath, query, formatCollection, formatObject } from './paths.ts';
import { rightTo } from './right-to.ts';

const web = { namespace: 'shop', name: 'web' };

describe('the path of an object', () => {
  it('is below its group, version and namespace', () => {
    expect(collectionPath(kinds.deployments)).to.equal('/apis/apps/v1/deployments');
    expect(collectionPath(kinds.pods, 'shop')).to.equal('/api/v1/namespaces/shop/pods');
    expect(collectionPath(kinds.nodes, 'shop')).to.equal('/api/v1/nodes');
    expect(objectPath(kinds.deployments, web, 'scale')).to.equal('/apis/apps/v1/namespaces/shop/deployments/web/scale');
    expect(objectPath(kinds.nodes, { name: 'n/1' })).to.equal('/api/v1/nodes/n%2F1');
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
