import type { ObjectRef } from '../scene/index.ts';
import { place } from './place.ts';
import type { SessionPort } from './session-port.ts';
import type { Governed, LinesOfFile } from './state.ts';

/** Wall ms that the cursor rests before what it is about is looked for, and before it is said aloud. */
const LOOK_AFTER_MS = 60;
const SAY_AFTER_MS = 700;
/** Frames between two looks at whether the cluster has changed what the cursor is about. */
const FOLLOW_EVERY = 20;

/** Ties the texts and the picture: from the cursor to what it governs, and from what is selected to where it is written. */
export class Linking {
  private readonly session: SessionPort;
  private cursor: { readonly file: string; readonly offset: number } | undefined;
  private looking: ReturnType<typeof setTimeout> | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;
  private said = '';
  private frames = 0;
  private seenRevision = -1;
  /** The cursor's file is long, and no review has read it yet. */
  private isUnread = false;

  constructor(session: SessionPort) {
    this.session = session;
  }

  /** The cursor stands at an offset of a file's text; undefined: in none of them. */
  cursorAt(cursor: { readonly file: string; readonly offset: number } | undefined): void {
    this.cursor = cursor;
    clearTimeout(this.looking);
    clearTimeout(this.saying);
    this.looking = setTimeout(() => this.look(), LOOK_AFTER_MS);
    this.saying = setTimeout(() => this.say(), SAY_AFTER_MS);
  }

  /** Called every frame: pods that came or went may belong to what the cursor is about. */
  followCluster(): void {
    if (this.cursor === undefined || ++this.frames < FOLLOW_EVERY) return;
    this.frames = 0;
    const { revision } = this.session.state.frame;
    if (this.isUnread || revision !== this.seenRevision) this.look();
  }

  /** Shows where in the texts an object comes from, if they tell of it. */
  showOrigin(ref: ObjectRef | undefined): void {
    const { tools, state } = this.session;
    const found = ref && tools?.placeOfObject(ref, state.frame.snapshot, this.activeFirst());
    const file = state.files.find(({ name }) => name === found?.file);
    if (found === undefined || file === undefined) {
      if (state.origin !== undefined) this.session.set({ origin: undefined });
      return;
    }
    const { line, endLine } = place(file.text, found.from, found.to);
    const origin: LinesOfFile = { file: file.name, line, endLine };
    this.session.set({ origin });
    if (state.activeFile !== file.name) this.session.activateFile(file.name);
  }

  private activeFirst() {
    const { activeFile } = this.session.state;
    const files = this.session.parsedFiles();
    return files.toSorted((a, b) => Number(b.file.name === activeFile) - Number(a.file.name === activeFile));
  }

  private look(): void {
    const { revision } = this.session.state.frame;
    this.seenRevision = revision;
    const governed = this.find();
    if (JSON.stringify(governed) !== JSON.stringify(this.session.state.governed)) this.session.set({ governed });
  }

  private find(): Governed | undefined {
    const { cursor, session } = this;
    const { tools, state } = session;
    if (cursor === undefined || tools === undefined) return undefined;
    const parsed = session.parsedFiles().find(({ file }) => file.name === cursor.file);
    this.isUnread = parsed === undefined;
    for (const document of parsed?.manifests.documents ?? []) {
      const path = document.pathAt(cursor.offset);
      if (path !== undefined) return tools.governs(document, path, state.frame.snapshot);
    }
    return undefined;
  }

  /** Says once what is highlighted, for those who hear the page. */
  private say(): void {
    const { governed } = this.session.state;
    const what = JSON.stringify(governed?.phrase);
    if (what === this.said) return;
    this.said = what;
    if (governed !== undefined) this.session.set({ announcement: governed.phrase });
  }
}
