import { expect } from 'chai';
import { versionSkew } from './version-skew.ts';

describe('the version of a kubelet compared with that of the API server', () => {
  for (const [kubelet, server] of [
    ['v1.36.3', 'v1.36.3'],
    ['v1.36.9', 'v1.36.0'],
    ['v1.33.0', 'v1.36.3'],
    ['v1.33.4-gke.100', 'v1.36.3+k3s1'],
    ['v1.24.1', 'v1.26.0'],
  ] as const)
    it(`${kubelet} with ${server} is supported`, () => {
      expect(versionSkew(kubelet, server)).to.equal(undefined);
    });

  for (const [kubelet, server, wrong] of [
    ['v1.37.0', 'v1.36.3', 'its kubelet v1.37.0 is newer than the API server v1.36.3, which is not supported'],
    [
      'v1.32.9',
      'v1.36.3',
      'its kubelet v1.32.9 is 4 minor versions older than the API server v1.36.3; 3 are supported',
    ],
    [
      'v1.24.0',
      'v1.27.0',
      'its kubelet v1.24.0 is 3 minor versions older than the API server v1.27.0; 2 are supported',
    ],
    [
      'v0.0.0-master+$Format:%H$',
      'v1.36.3',
      "versions cannot be compared: kubelet 'v0.0.0-master+$Format:%H$', API server 'v1.36.3'",
    ],
    ['', 'v1.36.3', "versions cannot be compared: kubelet '', API server 'v1.36.3'"],
  ] as const)
    it(`'${kubelet}' with ${server} is not`, () => {
      expect(versionSkew(kubelet, server)).to.equal(wrong);
    });
});
