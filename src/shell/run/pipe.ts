import type { Work } from './block.ts';

/** A writer that can wait does so when this many characters stand unread. */
const CAPACITY = 65_536;
/** A line is handed on when it is this long, ended or not. */
const MAX_LINE = 1_000_000;

/** Text on its way from one command to another. */
export class Pipe {
  private text = '';
  private position = 0;
  private ended = false;
  private abandoned = false;
  private broken = false;
  /** A reader waits for more than this many characters, so that there must be room for more. */
  private wanted = 0;

  /** A pipe that holds a text and its end. */
  static of(text: string): Pipe {
    const pipe = new Pipe();
    pipe.write(text);
    pipe.end();
    return pipe;
  }

  write(text: string): void {
    if (this.abandoned && text !== '') this.broken = true;
    if (this.ended || this.abandoned) return;
    if (this.position > CAPACITY) {
      this.text = this.text.slice(this.position);
      this.position = 0;
    }
    this.text += text;
  }

  /** Nothing more will be written. */
  end(): void {
    this.ended = true;
  }

  /** Nobody will read what is or will be written. */
  abandon(): void {
    this.abandoned = true;
    this.text = '';
    this.position = 0;
  }

  get isAbandoned(): boolean {
    return this.abandoned;
  }

  /** Something was written that nobody will read: its writer gets SIGPIPE. */
  get isBroken(): boolean {
    return this.broken;
  }

  get hasRoom(): boolean {
    return this.abandoned || this.pending < CAPACITY || this.pending <= this.wanted;
  }

  /** The next line without its end; undefined at the end of the text. */
  *readLine(): Work<string | undefined> {
    // Where the search for the line's end goes on when more text arrives.
    let searched = 0;
    for (;;) {
      const end = this.text.indexOf('\n', this.position + searched);
      if (end >= 0) {
        const line = this.text.slice(this.position, end);
        this.position = end + 1;
        return line;
      }
      searched = this.text.length - this.position;
      if (this.ended || searched > MAX_LINE) return searched === 0 ? undefined : this.take();
      this.wanted = searched;
      yield { inputs: [{ pipe: this, pending: searched }] };
    }
  }

  /** What is there, as soon as something is; undefined at the end of the text. */
  *readSome(): Work<string | undefined> {
    while (!this.ended && this.pending === 0) yield { inputs: [{ pipe: this, pending: 0 }] };
    return this.pending === 0 ? undefined : this.take();
  }

  /** All that is left, once the writer is done. */
  *readAll(): Work<string> {
    const pieces: string[] = [];
    for (let text = yield* this.readSome(); text !== undefined; text = yield* this.readSome()) pieces.push(text);
    return pieces.join('');
  }

  /** Characters that can be read now. */
  get pending(): number {
    return this.text.length - this.position;
  }

  get isEnded(): boolean {
    return this.ended;
  }

  private take(): string {
    const text = this.text.slice(this.position);
    this.text = '';
    this.position = 0;
    return text;
  }
}
