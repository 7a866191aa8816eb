import type { Scope, World } from './world.ts';

/** Values of IAM condition keys. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Who signed the request, as the credentials say. */
export interface Caller {
  readonly kind: 'role' | 'user' | 'root' | 'anonymous' | 'service';
  /** Role or user ARN with its path; `arn:P:iam::A:root`; a service name; absent when anonymous. */
  readonly arn?: string;
  /** `aws:userid`. */
  readonly userId?: string;
  readonly account?: string;
  readonly sessionName?: string;
  /** Session policies that came with AssumeRole: each narrows what the role may do. */
  readonly sessionPolicies?: readonly string[];
}

/** One parsed call of an AWS operation. */
export interface Call<Input = Record<string, unknown>> {
  readonly service: string;
  readonly operation: string;
  readonly input: Input;
  readonly caller: Caller;
  /**
   * The caller's account and the region of the endpoint. An anonymous caller or a service principal
   * has the home account of the World.
   */
  readonly scope: Scope;
  readonly world: World;
  readonly requestId: string;
  readonly secureTransport: boolean;
  /** Lower-case names. Empty when a service calls from inside. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Condition keys that the way of calling adds: `aws:SourceArn`, `kms:ViaService`, … */
  readonly context?: Context;
}

/** One question to the policies. All questions of an operation must be answered Allow. */
export interface AccessCheck {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** The policy on the resource: its text, if there is one. */
  readonly resourcePolicy?: string;
  readonly resourceKind?: 'bucket' | 'key' | 'role-trust' | 'function';
  readonly context?: Context;
  /** What a denial is answered as, where the service has an error of its own for it. */
  readonly deniedAs?: ErrorForm;
}

/** The code and HTTP status of an error. */
export interface ErrorForm {
  readonly code: string;
  readonly status: number;
}

/** Everybody with valid credentials may call it, whatever the policies say: `sts:GetCallerIdentity`. */
export const anyoneSigned = 'anyone-signed';

export interface Operation<Input = never, Output = unknown> {
  /**
   * What must be allowed. An empty answer is denied.
   * @throws AwsError when AWS answers before it asks the policies (`NoSuchBucket`).
   */
  access(call: Call<Input>): readonly AccessCheck[] | typeof anyoneSigned;
  /** The output in the SDK's form (`Date`, `Uint8Array`); blobs and streams may be strings too. */
  run(call: Call<Input>): Output | Promise<Output>;
}

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'awsQuery' | 'restXml';

/** Requests of one account, region and service. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** One AWS service, one file (or folder). Adding it to `services/index.ts` is all that it takes. */
export interface Service {
  /** The name in the credential scope of SigV4, for example `s3`, `config`, `execute-api`. */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** The exports of the SDK client's module: where the schemas are found. */
  readonly client: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, Operation>>;
  /** AWS's request limits that matter to us. */
  readonly throttle?: RateLimit;
  /** Limits of single operations, by their name, beside the service's own. */
  readonly operationThrottles?: Readonly<Record<string, RateLimit>>;
  /** What the service answers instead of its protocol's usual code when it throttles. */
  readonly throttleError?: ErrorForm;
  /** Unsigned calls reach the operation, as an anonymous caller: only S3. */
  readonly anonymous?: true;
}

/** An error as AWS answers it: becomes the SDK's exception of that name. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** The status of the modelled error takes the place of 400. */
  readonly status: number;
  /** Further members of the error's shape. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
