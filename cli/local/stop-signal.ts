/** Milliseconds that running work has to end; then the process does, whatever it waits for. */
const grace = 5000;

/**
 * Aborts on Ctrl-C and SIGTERM; a second one ends the process at once. `npm run` passes a SIGTERM
 * to a shell that keeps it to itself, so under npm the end of the shell counts as well.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  stop.signal.addEventListener('abort', () => {
    setTimeout(() => process.exit(), grace).unref();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || stop.abort(), 250).unref();
  }
  return stop.signal;
}

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
