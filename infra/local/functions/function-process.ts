import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FunctionMessage, InvocationMessage } from './messages.ts';

/** How one invocation ended. */
export interface ProcessResult {
  /** JSON: the handler's answer, or `{errorType, errorMessage, trace}`. */
  readonly payload: string;
  readonly failed: boolean;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const isSource = import.meta.url.endsWith('.ts');

/** Beside this file as source, in the bundle under a name of its own. */
const runner = here(isSource ? './runner.ts' : './function-runner.js');

/** In a checkout, what V8 has compiled is kept: a process then starts in half the time. */
const compiled = isSource && {
  NODE_COMPILE_CACHE: here('../../../node_modules/.cache/connect-storage-guard/compiled'),
};

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** One process that a function runs in: an execution environment, for one invocation at a time. */
export class FunctionProcess {
  /** Of the session that it calls AWS in. */
  readonly accessKeyId: string | undefined;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #onLog: (text: string) => void = () => {};
  #settle: ((result: ProcessResult) => void) | undefined;
  #requestId = '';
  #alive = true;

  constructor(codeFolder: string, environment: Readonly<Record<string, string>>) {
    this.accessKeyId = environment.AWS_ACCESS_KEY_ID;
    this.#child = fork(runner, [], {
      cwd: codeFolder,
      env: { ...environment, ...compiled },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    living.add(this.#child);
    this.#exited = new Promise((resolve) => {
      this.#child.on('exit', (code, signal) => {
        this.#alive = false;
        living.delete(this.#child);
        this.#fail(
          'Runtime.ExitError',
          `Runtime exited with error: ${signal ?? `exit status ${code}`}`,
        );
        resolve();
      });
    });
    this.#child.on('error', (error) => this.#fail('Runtime.Unknown', error.message));
    this.#child.on('message', (message: FunctionMessage) => this.#receive(message));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#onLog(text));
    }
    this.#keepParentAlive(false);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Never rejects. A function that is out of time is killed with its process. */
  async invoke(
    message: InvocationMessage,
    timeoutSeconds: number,
    onLog: (text: string) => void,
  ): Promise<ProcessResult> {
    this.#onLog = onLog;
    this.#requestId = message.requestId;
    this.#keepParentAlive(true);
    const result = new Promise<ProcessResult>((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(
      () => {
        const seconds = timeoutSeconds.toFixed(2);
        this.#fail('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
        void this.kill();
      },
      (timeoutSeconds * 1000) / (message.time?.speed ?? 1),
    );
    if (this.#alive)
      this.#child.send(message, (error) => error && this.#fail('Runtime.ExitError', error.message));
    else this.#fail('Runtime.ExitError', 'Runtime exited without providing a reason');
    const settled = await result;
    clearTimeout(timer);
    this.#keepParentAlive(false);
    return settled;
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#alive = false;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #receive(message: FunctionMessage): void {
    if (message.type === 'log') this.#onLog(message.text);
    else if (message.requestId === this.#requestId) {
      this.#settle?.({ payload: message.payload, failed: message.type === 'error' });
      this.#settle = undefined;
    }
  }

  #fail(errorType: string, message: string): void {
    const errorMessage = `RequestId: ${this.#requestId} Error: ${message}`;
    this.#settle?.({ payload: JSON.stringify({ errorType, errorMessage }), failed: true });
    this.#settle = undefined;
  }

  /** An idle function does not keep the embedded AWS running. */
  #keepParentAlive(busy: boolean): void {
    const change = busy ? 'ref' : 'unref';
    this.#child[change]();
    this.#child.channel?.[change]();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null && change in stream)
        (stream as unknown as { ref(): void; unref(): void })[change]();
    }
  }
}
