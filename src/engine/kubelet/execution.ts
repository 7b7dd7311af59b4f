import type { OutputLine } from './shell/process.ts';

/** What the server in a container keeps in memory. */
export interface ServerMemory {
  readonly podUid: string;
  readonly container: string;
  readonly text: string;
}

/** What came of a command that was run inside a container. */
export type Execution =
  | {
      readonly type: 'ended';
      readonly exitCode: number;
      /** All that it printed. */
      readonly output: string;
      readonly lines: readonly OutputLine[];
      readonly tookMs: number;
      /** What it wrote into files, and `null` for those that it removed. */
      readonly written: Readonly<Record<string, string | null>>;
      /** It sent the container's first process a signal to end. */
      readonly signalledMain?: true;
      /** What servers that it asked keep in memory now. */
      readonly memories: readonly ServerMemory[];
    }
  /** It would not end by itself. */
  | { readonly type: 'endless'; readonly lines: readonly OutputLine[] }
  /** The image has no such program; the message is runc's. */
  | { readonly type: 'missing'; readonly message: string };
