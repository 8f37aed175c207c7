import { expect } from 'chai';
import { isImageName } from './image-name.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('The name of an image', () => {
  for (const name of [
    'x',
    'sonobuoy/sonobuoy:v0.57.3',
    'localhost/shakedown:dev',
    'localhost:5000/shakedown',
    'registry.example.com/team/shake__down-x.y:1.0_b',
    `registry.example.com:443/shakedown@${DIGEST}`,
    `registry.example.com/shakedown:1.0@${DIGEST}`,
    '[2001:db8::1]:5000/shakedown:1',
  ])
    it(`may be ${name}`, () => expect(isImageName(name)).to.equal(true));

  for (const [what, name] of [
    ['a capital letter', 'registry.example.com/Shakedown:1'],
    ['a scheme', 'https://registry.example.com/shakedown:1'],
    ['a space', 'shakedown :1'],
    ['an empty tag', 'shakedown:'],
    ['two tags', 'shakedown:1:2'],
    ['an empty part', 'registry.example.com//shakedown'],
    ['a slash at the end', 'registry.example.com/shakedown/'],
    ['half a digest', 'shakedown@sha256:12'],
    ['more than 255 characters', `x/${'a'.repeat(254)}`],
    ['nothing', ''],
  ] as const)
    it(`has not ${what}`, () => expect(isImageName(name)).to.equal(false));
});
