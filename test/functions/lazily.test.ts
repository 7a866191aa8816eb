import { describe, expect, it } from '@jest/globals';
import { lazily } from '#functions/lazily.ts';

interface Port {
  double(value: number): Promise<number>;
  name(): Promise<string>;
}

function counted(): { port: Port; opened: () => number } {
  let opened = 0;
  const open = async () => {
    opened += 1;
    const own = 'the port';
    return {
      double: async (value: number) => 2 * value,
      async name() {
        return `${own} of ${await this.double(2)}`;
      },
    };
  };
  return { port: lazily(open), opened: () => opened };
}

describe('a port that is opened lazily', () => {
  it('is opened when it is asked, and once', async () => {
    const { port, opened } = counted();
    expect(opened()).toBe(0);
    expect(await Promise.all([port.double(2), port.double(3)])).toEqual([4, 6]);
    expect(await port.name()).toBe('the port of 4');
    expect(opened()).toBe(1);
  });

  it('can be handed on by a promise', async () => {
    const { port, opened } = counted();
    const same = await Promise.resolve(port);
    expect(opened()).toBe(0);
    expect(await same.double(4)).toBe(8);
  });

  it('fails what it is asked when it cannot be opened', async () => {
    const port = lazily<Port>(() => Promise.reject(new Error('there is no such module')));
    await expect(port.double(1)).rejects.toThrow('there is no such module');
  });

  it('is opened again when it is asked after that', async () => {
    let failures = 1;
    const port = lazily<Port>(async () => {
      if (failures-- > 0) throw new Error('the settings cannot be read now');
      return { double: async (value) => 2 * value, name: async () => 'it' };
    });
    await expect(port.double(1)).rejects.toThrow('cannot be read now');
    expect(await port.double(1)).toBe(2);
  });
});
