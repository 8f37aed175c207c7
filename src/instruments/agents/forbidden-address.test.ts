import { expect } from 'chai';
import { isForbidden } from './forbidden-address.ts';

describe('an address that no probe agent connects to', () => {
  for (const address of [
    ...[
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fe80::1',
      '127.0.0.1',
      '::1',
      '0.0.0.0',
      '::',
      '224.0.0.1',
      'ff02::1',
    ],
    ...['255.255.255.255', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
    ...['fd20:ce::254', 'fd00:42::42', '64:ff9b::a9fe:a9fe', '64:ff9b::7f00:1', '64:ff9b::168.63.129.16'],
  ])
    it(`is ${address}`, () => {
      expect(isForbidden(address)).to.equal(true);
    });

  for (const address of [
    '10.244.1.5',
    '10.96.0.1',
    '192.168.0.1',
    '172.17.0.2',
    '100.64.0.5',
    '34.1.2.3',
    'fd00:10:244::5',
    '2001:db8::1',
    '64:ff9b::a00:1',
  ])
    it(`is not ${address}`, () => {
      expect(isForbidden(address)).to.equal(false);
    });
});
