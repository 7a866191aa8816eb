import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonSyntaxError } from '#shared/policy/errors.ts';
import { parseJson } from '#shared/policy/json.ts';

const read = (parse: (text: string) => unknown, text: string): unknown => {
  try {
    return { value: parse(text) };
  } catch {
    return 'refused';
  }
};

describe('parseJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses, and nothing else but members named twice', () => {
    const piece = fc.constantFrom(
      ...'{}[]",:\\',
      '"a"',
      '"b"',
      '1',
      '-',
      '.5',
      'e1',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '\u00a0',
      '01',
      '"\\u0061"',
      '"\t"',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
        (text) => {
          const ours = read(parseJson, text);
          if (ours === 'refused' && /(a|\\u0061|b)"\s*:.*(a|\\u0061|b)"\s*:/s.test(text)) return;
          expect(ours).toEqual(read(JSON.parse, text));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['a.b', '{"a": {"b": 1, "b": 2}}'],
    ['[1].a', '[0, {"a": 1, "a": 1}]'],
    ['a["x y"]', '{"a": {"x y": 1, "x y": 2}}'],
    ['__proto__', '{"__proto__": 1, "__proto__": 2}'],
    ['toString', '{"toString": 1, "toString": 2}'],
  ])('refuses a member named twice at %s', (path, text) => {
    const expected = path.startsWith('[') ? `$${path}` : path;
    expect(() => parseJson(text)).toThrow(new JsonSyntaxError(expected, 'named twice'));
  });

  it('makes "__proto__" an ordinary member', () => {
    const value = parseJson('{"__proto__": {"polluted": true}}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  it('says where the fault is', () => {
    expect(() => parseJson('{\n  "a": [1,\n  tru]}')).toThrow(
      'a[1]: not a JSON value (line 3, column 3)',
    );
  });

  it('takes a byte order mark at the beginning', () => {
    expect(parseJson('\ufeff{}')).toEqual({});
  });
});
