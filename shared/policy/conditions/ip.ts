import { type Outcome, unknown } from './outcome.ts';

/** Addresses from `first` to `last`, both included, as numbers of 32 or 128 bits. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** An address or a CIDR block, IPv4 or IPv6; undefined when `text` is neither. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 6 ? 128 : 32;
  const value = version === 6 ? parseIpv6(address) : parseIpv4(address);
  const prefix = length === undefined ? bits : Number(length);
  if (value === undefined || prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  return { version, first, last: first + size - 1n };
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256n + BigInt(octet);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const before = hextets(head);
  const after = tail === undefined ? [] : hextets(tail);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array<bigint>(missing).fill(0n), ...after];
  return all.reduce((value, hextet) => value * 65536n + hextet, 0n);
}

function hextets(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const values: bigint[] = [];
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1 && group.includes('.')) {
      const v4 = parseIpv4(group);
      if (v4 === undefined) return undefined;
      values.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      values.push(BigInt(`0x${group}`));
    } else {
      return undefined;
    }
  }
  return values;
}

const MAPPED = 0xffffn;

/** `IpAddress`. Whether an IPv4-mapped IPv6 address counts as the IPv4 one is not documented. */
export function addressMatches(expected: string, actual: string): Outcome {
  const [range, address] = [parseAddressRange(expected), parseAddressRange(actual)];
  if (!range) return unknown(`${expected} is not an IP address or CIDR block`);
  if (!address) return unknown(`${actual} is not an IP address`);
  if (range.version === address.version) {
    return range.first <= address.first && address.last <= range.last;
  }
  const sixes = range.version === 6 ? range : address;
  return sixes.first >> 32n === MAPPED ? unknown('an IPv4-mapped IPv6 address') : false;
}
