/** A customer's recorder of AWS Config, as it is now. */
export interface RecorderStatus {
  readonly name: string;
  readonly recording: boolean;
  /** Why it could not record the last time; absent: it could. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/**
 * What keeps AWS Config from seeing changes, in words, and what to do next; undefined: nothing.
 * @param recorders those of this account and region
 */
export function recorderTrouble(
  recorders: readonly RecorderStatus[],
): { readonly what: string; readonly next: string } | undefined {
  if (recorders.length === 0) {
    return {
      what: 'AWS Config has no recorder in this region.',
      next: 'Turn AWS Config on: rules judge only what it records.',
    };
  }
  const stopped = recorders.find(({ recording }) => !recording);
  if (stopped) {
    return {
      what: `The recorder ${stopped.name} is stopped.`,
      next: `Start it: aws configservice start-configuration-recorder --configuration-recorder-name ${stopped.name}.`,
    };
  }
  const failure = recorders.find((each) => each.failure)?.failure;
  return (
    failure && {
      what: `The recorder is blind: ${failure.code}: ${failure.message}.`,
      next: 'See that bucket and key policies let the role of the recorder read configuration; `auditors` of the settings does it for guarded buckets.',
    }
  );
}
