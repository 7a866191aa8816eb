/** The World's time, where it does not run as the machine's. */
export interface TimeBase {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many of its milliseconds pass in one of the machine's. */
  readonly speed: number;
}

/** What the embedded AWS asks of the process of a function. */
export interface InvocationMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since 1970, in the World's time, when the function runs out of time. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly time?: TimeBase;
}

/** What the process of a function answers. Logs come before the result that they belong to. */
export type FunctionMessage =
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string }
  | {
      readonly type: 'error';
      readonly requestId: string;
      /** JSON of `{errorType, errorMessage, trace}`. */
      readonly payload: string;
    };
