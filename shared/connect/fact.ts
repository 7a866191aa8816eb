/** Why something could not be read: the API action, AWS's error code and message. */
export interface Unreadable {
  /** The IAM action that was needed, for example `s3:GetBucketPolicy`. */
  readonly action: string;
  /** AWS's error code, for example `AccessDenied`. */
  readonly code: string;
  readonly message: string;
}

/** Something looked up in the world: "could not look" is never "is not there". */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: Unreadable };

export const known = <T>(value: T): Fact<T> => ({ state: 'known', value });
export const absent: Fact<never> = { state: 'absent' };
export const unreadable = (why: Unreadable): Fact<never> => ({ state: 'unreadable', why });
