/**
 * A port whose code is loaded, and whose client is made, when it is asked for the first time: a
 * function starts without what few of its events need.
 * @param open imports the port; called once, and again after it has failed
 */
export function lazily<Port extends object>(open: () => Promise<Port>): Port {
  let opened: Promise<Port> | undefined;
  const ask =
    (method: string | symbol) =>
    async (...question: readonly unknown[]) => {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const port: object = await opened;
      return Reflect.apply(Reflect.get(port, method), port, question);
    };
  // Whoever awaits it gets the port.
  const get = (_: Port, method: string | symbol) => (method === 'then' ? undefined : ask(method));
  return new Proxy(Object.create(null), { get });
}
