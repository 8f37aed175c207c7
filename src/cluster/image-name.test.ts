import { expect } from 'chai';
import { fullImageName } from './image-name.ts';

describe('The full name of an image', () => {
  for (const [image, full] of [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['nginx:1.25@sha256:abc', 'docker.io/library/nginx@sha256:abc'],
    ['nginx@sha256:abc', 'docker.io/library/nginx@sha256:abc'],
    ['bitnami/nginx', 'docker.io/bitnami/nginx:latest'],
    ['docker.io/nginx:latest', 'docker.io/library/nginx:latest'],
    ['index.docker.io/library/nginx:latest', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['localhost/suite', 'localhost/suite:latest'],
    ['localhost:5000/suite', 'localhost:5000/suite:latest'],
    ['REG/suite:1', 'REG/suite:1'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['reg.example:5000/a/suite@sha256:abc', 'reg.example:5000/a/suite@sha256:abc'],
  ] as const)
    it(`of ${image} is ${full}`, () => {
      expect(fullImageName(image)).to.equal(full);
      expect(fullImageName(full)).to.equal(full);
    });
});
