import { expect } from 'chai';
import { formatWorkers } from './format-workers.ts';

describe('Workers', () => {
  it('are one or several', () => expect([1, 2].map(formatWorkers)).to.deep.equal(['1 worker', '2 workers']));
});
