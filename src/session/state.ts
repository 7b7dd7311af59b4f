import type { Snapshot } from '../engine/index.ts';
import type { JsonValue, TextEdit } from '../manifests/index.ts';
import type { NamespaceChoice, ObjectRef, Phrase, ViewName } from '../scene/index.ts';
import type { EditorFile, Language, Layout, Theme } from './persistence.ts';
import type { Mark } from './timeline.ts';

/** How much faster than life the clock may run. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100] as const;
export type Speed = (typeof speeds)[number];

/** The cluster at the moment that is on the screen. A new frame means that something in it changed. */
export interface Frame {
  readonly snapshot: Snapshot;
  readonly revision: number;
  /** Looking back: acting from here starts another future. */
  readonly past: boolean;
}

export interface TerminalChunk {
  /** Grows; a piece keeps it while text is added at its end. */
  readonly id: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** One command and what it printed. */
export interface TerminalEntry {
  readonly id: number;
  readonly command: string;
  readonly output: readonly TerminalChunk[];
  /** Its first lines are no longer kept: there are too many. */
  readonly isCut?: boolean;
  readonly running: boolean;
}

/** A message for a while. */
export interface Toast {
  readonly id: number;
  readonly phrase: Phrase;
  readonly tone: 'info' | 'error';
  /** What its Undo button does. */
  readonly undo?: () => void;
  /** Id of the act that it reports: it goes when that is undone. */
  readonly act?: number;
}

/** Something wrong with a text, at a place in it. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** A hint is no problem, only something that could be better. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** Kubernetes's or the parser's own words; of what is not theirs, empty: then there is a phrase. */
  readonly message: string;
  readonly phrase?: Phrase;
  readonly fixes: readonly Fix[];
}

/** A change of a file's text that may be what one wants. */
export interface Fix {
  readonly title: Phrase;
  readonly edits: readonly TextEdit[];
}

/** How the texts and the cluster stand to each other. */
export interface Review {
  readonly problems: readonly Problem[];
  /** What is right and could be better. */
  readonly hints: readonly Problem[];
  /** Objects that the texts describe. */
  readonly objects: readonly ReviewedObject[];
  /** Objects that were applied from texts, are no longer in them, and are still in the cluster. */
  readonly removed: readonly RemovedObject[];
  /** Files that the cluster was as they say, and no longer is, though nobody changed their text. */
  readonly drifted: readonly string[];
}

export interface ReviewedObject {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly verdict: 'matches' | 'differs' | 'missing' | 'refused';
  /** Of an object that differs: in which fields. */
  readonly differences: readonly Difference[];
}

/** A field that is not the same in a text and in the cluster; a side is absent where the field is. */
export interface Difference {
  /** In the text. */
  readonly path: readonly (string | number)[];
  readonly inText?: JsonValue;
  readonly inCluster?: JsonValue;
}

/** What the text under the cursor is about: things of the picture, by uid, and a sentence that says so. */
export interface Governed {
  readonly uids: readonly string[];
  readonly phrase: Phrase;
}

/** Lines of a file, from 1, both included. */
export interface LinesOfFile {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

export interface RemovedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One of the picture's views, or the same things as tables. */
export type PaneView = ViewName | 'table';

export type Dock = 'terminal' | 'requests' | 'events' | 'story';

/** All that the page shows. Times are virtual, ms since the epoch. */
export interface SessionState {
  readonly frame: Frame;
  /** The moment on the screen ... */
  readonly now: number;
  /** ... and the latest there is. */
  readonly liveNow: number;
  /** Where the clock and the timeline start. */
  readonly startTime: number;
  /** Before this, history was forgotten. */
  readonly earliest: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** The cluster has more to do than a frame has time: the clock runs slower than asked. */
  readonly throttled: boolean;
  /** kubectl and the reader of YAML are loaded. */
  readonly toolsReady: boolean;
  /** Requests were sent through the cluster. */
  readonly hasTraffic: boolean;
  readonly marks: readonly Mark[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;

  readonly selection: ObjectRef | undefined;
  readonly view: PaneView;
  /** Which namespaces the picture shows. */
  readonly namespaces: NamespaceChoice;

  readonly files: readonly EditorFile[];
  readonly activeFile: string;
  /** The file in which `kubectl edit` has opened an object; it is no manifest of the person's. */
  readonly editedObject: string | undefined;
  readonly applyAsYouType: boolean;
  readonly review: Review;
  readonly governed: Governed | undefined;
  /** Where in the texts what is selected comes from. */
  readonly origin: LinesOfFile | undefined;

  readonly terminal: readonly TerminalEntry[];
  /** What was typed of a command that goes on in the next line. */
  readonly unfinishedLine: string;
  readonly toasts: readonly Toast[];
  /** For assistive technology: what just happened, politely. */
  readonly announcement: Phrase | undefined;
  /** The first line of advice, until the first act. */
  readonly hintVisible: boolean;

  readonly dock: Dock;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly language: Language;
}
