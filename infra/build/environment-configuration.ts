interface Setting<T> {
  readonly environmentVariableSelector: (
    environment: NodeJS.ProcessEnv,
    options: { readonly signingName?: string },
  ) => T | undefined;
  readonly default: T | (() => T | Promise<T>);
}

/**
 * Stands in for the SDK's `loadConfig` in the Lambda bundles: a setting is in the environment or has
 * its default, which as with the SDK it has, too, when it is not understood. Lambda has no
 * configuration files, and the SDK would look for them for each client, and make two errors for each
 * setting.
 * @throws what the default throws, as that of the region does
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export function loadConfig<T>(
  { environmentVariableSelector: select, default: otherwise }: Setting<T>,
  { signingName }: { readonly signingName?: string } = {},
): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  const set = (): T | undefined => {
    try {
      return select(process.env, signingName === undefined ? {} : { signingName });
    } catch {
      return undefined;
    }
  };
  const load = async () => set() ?? (otherwise instanceof Function ? otherwise() : otherwise);
  return () => {
    loaded ??= load();
    return loaded;
  };
}
