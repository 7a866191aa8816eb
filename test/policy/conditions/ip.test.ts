import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressMatches, parseAddressRange } from '#shared/policy/conditions/ip.ts';

/** Node's own block lists as the oracle. */
function contains(address: string, prefix: number, candidate: string): boolean {
  const list = new BlockList();
  list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list.check(candidate, isIPv4(candidate) ? 'ipv4' : 'ipv6');
}

/** Neighbours in few bits, so that blocks often hold them. */
const v4 = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 255 })).map(([a, b]) => `203.0.${a}.${b}`);
const v6 = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 0xffff }))
  .map(([a, b]) => `2001:db8::${a.toString(16)}:0:${b.toString(16)}`);

describe('addressMatches', () => {
  it('agrees with the block lists of Node for IPv4', () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), v4, (address, prefix, candidate) => {
        const expected = contains(address, prefix, candidate);
        expect(addressMatches(`${address}/${prefix}`, candidate)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with the block lists of Node for IPv6', () => {
    fc.assert(
      fc.property(v6, fc.integer({ min: 1, max: 128 }), v6, (address, prefix, candidate) => {
        const expected = contains(address, prefix, candidate);
        expect(addressMatches(`${address}/${prefix}`, candidate)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseAddressRange', () => {
  it('takes the addresses that Node takes', () => {
    const piece = fc.constantFrom('::', ':', '1', 'ffff', '0', '.', '255', '256', '01', 'g');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
          fc.ipV6(),
          fc.ipV4(),
        ),
        (text) => {
          expect(parseAddressRange(text) !== undefined).toBe(isIPv4(text) || isIPv6(text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it.each([
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/8/8',
    '2001:db8::/129',
    '',
    '/8',
    '1.2.3',
  ])('refuses %j', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});
