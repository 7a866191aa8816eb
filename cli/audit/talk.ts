import { print } from '../terminal.ts';

/** So often the line is written anew, in milliseconds. */
const beat = 200;
const clear = '\r\u001B[2K';

/** A line of progress on the terminal, below the rows that are printed meanwhile. Elsewhere nothing. */
export class Talk {
  readonly #text: () => string;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(text: () => string) {
    this.#text = text;
    if (process.stderr.isTTY) this.#timer = setInterval(() => this.#show(), beat).unref();
  }

  /** Data, on standard output. */
  print(row: string): void {
    this.#clear();
    print(row);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #show(): void {
    process.stderr.write(clear + this.#text().slice(0, (process.stderr.columns || 80) - 1));
  }

  #clear(): void {
    if (this.#timer) process.stderr.write(clear);
  }
}
