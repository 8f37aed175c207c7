import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { suiteImage } from './image.ts';

describe('The image of the suite', () => {
  it('is the one of the configuration', () => {
    expect(suiteImage(configSchema.parse({ image: 'registry.test/shakedown:1' }))).to.equal(
      'registry.test/shakedown:1',
    );
  });

  it('must be named by the user when the configuration has none', () => {
    expect(() => suiteImage(configSchema.parse({})))
      .to.throw('IMAGE_UNKNOWN: none\n  expected: the image of the suite, for the pods it deploys\n')
      .with.property('meaning', 'usage');
  });
});
