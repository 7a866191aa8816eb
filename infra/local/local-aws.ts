import { recordChanges } from './config-engine/record.ts';
import { type Credentials, issueCredentials } from './credentials.ts';
import { killFunctions } from './functions/environments.ts';
import { endWaits } from './pace.ts';
import { type ServerOptions, startServer } from './server.ts';
import { AwsError, type Caller } from './service.ts';
import { followCalls } from './services/events/follow-calls.ts';
import { followServices } from './services/events/follow-services.ts';
import { followRecords } from './services/firehose/follow-records.ts';
import { rootCaller, sessionOf, userCaller } from './services/iam/callers.ts';
import { iamOfArn, roleNamed, userNamed } from './services/iam/state.ts';
import { createWorld, type Scope, type World, type WorldOptions } from './world.ts';

export interface LocalAwsOptions extends WorldOptions, ServerOptions {}

/** The settings of an SDK client of the embedded AWS. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** A World with its HTTP endpoint: what scenarios, the CLI and tests hold on to. */
export class LocalAws {
  readonly world: World;
  readonly endpoint: string;
  /** Unsigned: clients given this as `signer` send no signature, only S3 answers them. */
  readonly anonymous = { sign: async <T>(request: T): Promise<T> => request };
  readonly #close: () => Promise<void>;

  private constructor(world: World, endpoint: string, close: () => Promise<void>) {
    this.world = world;
    this.endpoint = endpoint;
    this.#close = close;
  }

  /** @throws RangeError when asked to listen on anything but a loopback address. */
  static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const world = createWorld(options);
    recordChanges(world);
    followRecords(world);
    followCalls(world);
    followServices(world);
    const server = await startServer(world, options);
    return new LocalAws(world, server.endpoint, server.close);
  }

  get home(): Scope {
    return this.world.home;
  }

  /**
   * Keys of a role (a session of it), a user or an account's root.
   * @throws AwsError `NoSuchEntity` when there is no such role or user.
   */
  credentialsFor(arn: string, sessionName = 'local'): Credentials {
    return issueCredentials(this.world, this.#caller(arn, sessionName));
  }

  /** What an SDK client needs to call as `arn`. */
  clientFor(arn: string, region = this.home.region): ClientSettings {
    return { endpoint: this.endpoint, region, credentials: this.credentialsFor(arn) };
  }

  #caller(arn: string, sessionName: string): Caller {
    const [, partition = '', , , account = '', resource = ''] = arn.split(':');
    if (resource === 'root') return rootCaller({ partition, account, region: '' });
    const name = resource.slice(resource.lastIndexOf('/') + 1);
    const iam = iamOfArn(this.world, arn);
    if (resource.startsWith('role/')) return sessionOf(roleNamed(iam, name), sessionName);
    if (resource.startsWith('user/')) return userCaller(userNamed(iam, name));
    throw new AwsError('ValidationError', `${arn} is neither a role, a user nor root`);
  }

  /** Ends AWS's waits and running functions, and with them background work, then frees the port. */
  async close(): Promise<void> {
    endWaits(this.world);
    await killFunctions(this.world);
    await this.world.events.idle();
    await this.#close();
  }
}
