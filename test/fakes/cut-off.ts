export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/**
 * The same ports, of which the n-th asynchronous call in all never comes back: either it was not
 * made, or it was and the answer was lost. No other is made after it: the process is gone.
 */
export function cutOff<World extends object>(
  world: World,
  n: number,
  when: 'before' | 'after',
): World {
  let calls = 0;
  const port = (target: object): object =>
    new Proxy(target, {
      get(real, name) {
        const member: unknown = Reflect.get(real, name, real);
        if (typeof member !== 'function') return member;
        if (name === 'now' || name === 'sleep') return member.bind(real);
        return async (...args: unknown[]) => {
          const cut = ++calls === n;
          if (calls > n || (cut && when === 'before'))
            throw new CutOff(`${String(name)} was not made`);
          const answer: unknown = await Reflect.apply(member, real, args);
          if (cut) throw new CutOff(`the answer of ${String(name)} was lost`);
          return answer;
        };
      },
    });
  const wrapped = Object.entries(world).map(([name, member]) => [name, port(member)]);
  return Object.fromEntries(wrapped) as World;
}
