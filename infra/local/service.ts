import type { Scope, World } from './world.ts';

/** Who signed the request, as the credentials say. */
export interface Caller {
  readonly kind: 'role' | 'user' | 'root' | 'anonymous' | 'service';
  /** Role or user ARN with its path; `arn:P:iam::A:root`; a service name; absent when anonymous. */
  readonly arn?: string;
  /** `aws:userid`. */
  readonly userId?: string;
  readonly account?: string;
  readonly sessionName?: string;
}

/** One parsed call of an AWS operation. */
export interface Call<Input = Record<string, unknown>> {
  readonly service: string;
  readonly operation: string;
  readonly input: Input;
  readonly caller: Caller;
  /** The caller's account (an anonymous call: the resource's), and the region of the endpoint. */
  readonly scope: Scope;
  readonly world: World;
  readonly requestId: string;
  readonly secureTransport: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** One question to the policies. All questions of an operation must be answered Allow. */
export interface AccessCheck {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** The policy on the resource: its text, if there is one. */
  readonly resourcePolicy?: string;
  readonly resourceKind?: 'bucket' | 'key' | 'role-trust' | 'function';
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Operation<Input = never, Output = unknown> {
  access(call: Call<Input>): readonly AccessCheck[];
  run(call: Call<Input>): Output | Promise<Output>;
}

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'awsQuery' | 'restXml';

/** One AWS service, one file (or folder). Adding it to `services/index.ts` is all that it takes. */
export interface Service {
  /** The name in the credential scope of SigV4, for example `s3`, `config`, `execute-api`. */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** The exports of the SDK client's module: where the schemas are found. */
  readonly client: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, Operation>>;
  /** AWS's request limits that matter to us. */
  readonly throttle?: { readonly perSecond: number; readonly burst: number };
}

/** An error as AWS answers it: becomes the SDK's exception of that name. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
