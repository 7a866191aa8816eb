import { describe, expect, it } from '@jest/globals';
import { columns, wrap } from '#cli/columns.ts';

describe('columns', () => {
  it('aligns cells by what is seen of them, not by their colours', () => {
    expect(
      columns([
        ['\u001b[31mred\u001b[39m', 'a'],
        ['longer', 'b'],
      ]),
    ).toEqual(['\u001b[31mred\u001b[39m     a', 'longer  b']);
  });

  it('goes on below in the last column', () => {
    expect(columns([['name', 'one two three four five six']], 26)).toEqual([
      'name  one two three four',
      '      five six',
    ]);
  });

  it('goes below the others when there is no room beside them', () => {
    const rows = [
      ['WHO', 'WHAT', 'BY'],
      ['a-role-with-a-long-name', 'reads', 'a statement of its own'],
      ['another', 'lists', ''],
    ];
    expect(columns(rows, 40)).toEqual([
      'WHO                      WHAT',
      '    BY',
      'a-role-with-a-long-name  reads',
      '    a statement of its own',
      'another                  lists',
    ]);
    expect(columns(rows, 28)).toEqual([
      'WHO',
      '    WHAT  BY',
      'a-role-with-a-long-name',
      '    reads  a statement of',
      '    its own',
      'another',
      '    lists',
    ]);
  });

  it('says nothing for nothing', () => {
    expect(columns([])).toEqual([]);
  });
});

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('breaks a path that is too long after a slash, and keeps a word that has none', () => {
    expect(wrap('in connect/acme/CallRecordings now', 16)).toEqual([
      'in connect/acme/',
      'CallRecordings',
      'now',
    ]);
    expect(wrap('abcdefghij', 4)).toEqual(['abcdefghij']);
  });
});
