/** What the embedded AWS asks of the process of a function. */
export interface InvocationMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since 1970 when the function runs out of time. */
  readonly deadline: number;
  readonly functionArn: string;
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
