import type { ApiRequest, ApiResponse, Cluster, Fault, LoadSpec, TrafficRequest } from '../engine/index.ts';
import type { Phrase } from '../scene/index.ts';
import type { FrameDoor } from './driver.ts';
import type { History } from './history.ts';
import type { ParsedFile } from './review.ts';
import type { SessionState } from './state.ts';
import type { Tools } from './tools.ts';
import type { TextFiles } from './text-files.ts';

export interface RunOptions {
  /** Sees every answer of the API server. */
  onResponse?: (request: ApiRequest, response: ApiResponse) => void;
  /** Called when the command has ended, or begun to wait. */
  onEnd?: () => void;
  /** What to say when it fails; default: what it printed. */
  failure?: Phrase;
}

/** An object that `kubectl edit` has opened: kept as it is now, or left as it was. */
export interface OpenObject {
  save(): void;
  cancel(): void;
}

/** Where files are put into the editor and taken out of it. */
export interface FileShelf {
  /** Answers the name that the file has got. */
  insertFile(name: string, text: string): string;
  remove(name: string): void;
}

/** What runs commands. */
export interface CommandRunner {
  /** Runs `kubectl ...`: at once when kubectl is loaded, else as soon as it is. */
  run(argv: readonly string[], options?: RunOptions): void;
  /** Does something to a machine, shown as the line that does it in life. */
  inject(command: string, fault: Fault): void;
  /** Sends a request, shown as this line, which prints the answer when it comes; answers its exchange's id. */
  send(command: string, request: TrafficRequest): number | undefined;
  /** Begins a load, shown as this line; answers its id. */
  startLoad(command: string, spec: LoadSpec): number | undefined;
  stopLoad(command: string, load: number): void;
  /** What `kubectl edit` has opened. */
  readonly objectEditing: OpenObject;
}

/** What the parts of a session see of it. */
export interface SessionPort {
  /** The page's frames and clock. */
  readonly frames: FrameDoor;
  readonly state: SessionState;
  set(part: Partial<SessionState>): void;
  readonly history: History;
  /** The cluster of the line of history that is being lived. */
  readonly cluster: Cluster;
  readonly commandRunner: CommandRunner;
  readonly tools: Tools | undefined;
  withTools(run: (tools: Tools) => void, fail?: () => void): void;
  /** The editor's files ... */
  readonly textFiles: TextFiles;
  /** ... and what they say, once it can be read. */
  parsedFiles(): readonly ParsedFile[];
  /** Adds a file to the editor and takes one away. */
  readonly editing: FileShelf;
  /** Shows a file in the editor. */
  activateFile(name: string): void;
  /** Shows a message; `undo` is what its button does: takes back an act, or whatever it is told. */
  toast(phrase: Phrase, tone?: 'info' | 'error', undo?: number | (() => void)): void;
  /** A person has acted. */
  afterAct(): void;
  /** Remembers for the next visit. */
  save(): void;
}
