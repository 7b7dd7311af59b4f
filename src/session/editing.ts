import { builtinResources } from '../engine/index.ts';
import type { KubeObject } from '../engine/index.ts';
import type { DocumentMemory } from '../manifests/index.ts';
import { AppliedTexts, keyOf } from './applied-texts.ts';
import type { Act } from './branch.ts';
import type { AppliedFile, EditorFile } from './persistence.ts';
import type { Answer, ParsedFile } from './review.ts';
import type { SessionPort } from './session-port.ts';
import type { Fix, Problem, RemovedObject, Review } from './state.ts';
import type { Tools } from './tools.ts';
import { Slices } from './slices.ts';
import type { TextFiles } from './text-files.ts';

/** Wall ms after the last keystroke until a text is looked at; and applied, if that is wished. */
const REVIEW_AFTER_MS = 250;
const APPLY_AFTER_MS = 900;
/** Frames between two looks at whether the cluster has left what the texts say. */
const FOLLOW_EVERY = 20;
/** Longer texts are looked at only when applied: the page must not stutter while one types. Characters. */
export const LONGEST_REVIEWED = 200_000;
/** Longer texts are read by their review, piece by piece, before anyone else asks what they say. Characters. */
const LONGEST_AT_ONCE = 10_000;
/** Longer texts are not taken in: a paste or a file must not freeze the page. Characters. */
export const LONGEST_TEXT = 1_000_000;

const newFileText = `apiVersion: v1
kind: Pod
metadata:
  name: hello
spec:
  containers:
    - name: hello
      image: nginx:1.27
`;

/**
 * The texts: their files, how they are applied, and what is to be said about them. Applying is `kubectl apply -f`, in
 * the terminal, as if it had been typed.
 */
export class Editing {
  private readonly session: SessionPort;
  private readonly appliedTexts: AppliedTexts;
  /** What each file says; an edited file is another one. */
  private readonly parsed = new WeakMap<EditorFile, ParsedFile>();
  /** The texts that the last review was about. */
  private reviewed: ReadonlyMap<string, string> = new Map();
  /** Of each file the last text that the cluster was the same as. */
  private readonly matchingTexts = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private memory: DocumentMemory | undefined;
  private readonly slices = new Slices();
  private framesSinceReview = 0;
  private reviewedRevision = -1;
  private reviewedWishes = '';

  constructor(session: SessionPort, applied: readonly AppliedFile[]) {
    this.session = session;
    this.appliedTexts = new AppliedTexts(applied);
  }

  /** What was last applied, by file. */
  get applied(): readonly AppliedFile[] {
    return this.appliedTexts.after(this.acts).files;
  }

  /** The files as the terminal sees them. */
  readonly textFiles: TextFiles = {
    names: () => this.files.map((file) => file.name),
    read: (path) => this.textOf(path),
    write: (name, text) => {
      if (this.textOf(name) === undefined) this.changeFiles([...this.files, { name, text }]);
      else this.edit(name, text);
    },
    remove: (name) => this.removeTyped(name),
  };

  private textOf(path: string): string | undefined {
    const name = path.replace(/^\.\//, '');
    return this.files.find((file) => file.name === name)?.text;
  }

  /** Files that the command that runs has removed, with their places. */
  private readonly removedNow: { readonly file: EditorFile; readonly index: number }[] = [];

  // Files

  activate(name: string): void {
    this.session.set({ activeFile: name });
    this.session.save();
  }

  create(): void {
    this.insertFile('untitled.yaml', newFileText.replaceAll('hello', this.freePodName()));
  }

  /** Adds a file and shows it; answers its name, which gets a number when there is such a file. */
  insertFile(name: string, text: string): string {
    const free = this.freeName(name);
    this.add([{ name: free, text }]);
    return free;
  }

  /** Takes a file away without a word. */
  remove(name: string): void {
    if (this.files.some((file) => file.name === name)) this.discard(name);
  }

  /** Puts more documents at the end of a file. */
  append(name: string, text: string): void {
    const before = this.textOf(name)?.trimEnd() ?? '';
    this.edit(name, before === '' ? text : `${before}\n---\n${text}`);
  }

  /** Makes the layout of a file even. What cannot be read stays as it is. */
  format(name: string): void {
    this.session.withTools((tools) => {
      const text = this.textOf(name);
      if (text === undefined) return;
      this.edit(name, tools.formatManifests(text));
      const { problems } = tools.parseFile({ name, text }).manifests;
      if (problems.some(({ severity }) => severity === 'error'))
        this.session.toast({ key: 'writing.notFormatted', params: {} });
    });
  }

  /** Moves a file among its neighbours, `by` places to the right. */
  move(name: string, by: number): void {
    const from = this.files.findIndex((file) => file.name === name);
    const file = this.files[from];
    if (file === undefined) return;
    const others = this.files.filter((each) => each !== file);
    this.changeFiles(others.toSpliced(Math.max(0, from + by), 0, file));
  }

  /** Takes in files from outside; one with the name of another replaces its text. */
  open(files: readonly EditorFile[]): void {
    const names = new Set(files.map((file) => file.name));
    const kept = this.files.filter((file) => !names.has(file.name));
    const replaced = this.files.filter((file) => names.has(file.name)).length;
    if (files.length === 0) return;
    if (replaced === 0) this.add(files);
    else this.changeFiles([...kept, ...files], files[0]?.name);
  }

  rename(from: string, to: string): void {
    const name = to.trim();
    if (name === '' || name === from) return;
    const free = this.freeName(name);
    this.changeFiles(
      this.files.map((file) => (file.name === from ? { ...file, name: free } : file)),
      this.session.state.activeFile === from ? free : undefined,
    );
    const files = this.applied.map((file) => (file.name === from ? { ...file, name: free } : file));
    this.appliedTexts.change(this.acts, { files });
  }

  /** Closes a file; the message about it offers to have it back. */
  close(name: string): void {
    const index = this.files.findIndex((file) => file.name === name);
    const file = this.files[index];
    if (file === undefined) return;
    if (name === this.session.state.editedObject) {
      this.session.commandRunner.objectEditing.cancel();
      return;
    }
    this.discard(name);
    this.session.toast({ key: 'editor.closed', params: { file: name } }, 'info', () => {
      const again = { ...file, name: this.freeName(name) };
      this.changeFiles(this.files.toSpliced(index, 0, again), again.name);
    });
  }

  /** A file that a command in the terminal took away: the message about it offers to have it, and what went with it, back. */
  private removeTyped(name: string): void {
    const index = this.files.findIndex((file) => file.name === name);
    const file = this.files[index];
    if (file === undefined) return;
    this.discard(name);
    // What was moved is still there under another name.
    if (file.text.trim() === '' || this.files.some(({ text }) => text === file.text)) return;
    this.removedNow.push({ file, index });
    if (this.removedNow.length > 1) return;
    queueMicrotask(() => {
      const removed = this.removedNow.splice(0);
      const params = { count: removed.length, file: name };
      this.session.toast({ key: 'editor.removedFiles', params }, 'info', () => {
        for (const each of removed.toReversed()) {
          const again = { ...each.file, name: this.freeName(each.file.name) };
          this.changeFiles(this.files.toSpliced(each.index, 0, again), again.name);
        }
      });
    });
  }

  private discard(name: string): void {
    const index = this.files.findIndex((file) => file.name === name);
    const files = this.files.filter((file) => file.name !== name);
    const neighbour = files[Math.min(index, files.length - 1)]?.name ?? '';
    this.changeFiles(files, this.session.state.activeFile === name ? neighbour : undefined);
  }

  edit(name: string, text: string): void {
    const file = this.files.find((each) => each.name === name);
    if (file === undefined || file.text === text) return;
    this.changeFiles(this.files.map((each) => (each === file ? { ...each, text } : each)));
  }

  setApplyAsYouType(on: boolean): void {
    this.session.set({ applyAsYouType: on });
    this.session.save();
    if (on) this.schedule();
  }

  /**
   * What the files say, but for those that are too long to be read while one types, and for long ones that no review has
   * read yet; empty until they can be read.
   */
  parsedFiles(): readonly ParsedFile[] {
    const { tools } = this.session;
    if (tools === undefined) return [];
    return this.reviewedFiles
      .filter((file) => file.text.length <= LONGEST_AT_ONCE || this.parsed.has(file))
      .map((file) => this.parse(tools, file));
  }

  private get reviewedFiles(): readonly EditorFile[] {
    return this.manifestFiles.filter((file) => file.text.length <= LONGEST_REVIEWED);
  }

  private parse(tools: Tools, file: EditorFile): ParsedFile {
    const known = this.parsed.get(file);
    if (known !== undefined) return known;
    const parsed = tools.parseFile(file, this.memoryOf(tools));
    this.parsed.set(file, parsed);
    return parsed;
  }

  private memoryOf(tools: Tools): DocumentMemory {
    return (this.memory ??= new tools.DocumentMemory());
  }

  // Applying

  /** Makes the cluster what the texts say. Broken text changes nothing. */
  apply(): void {
    const { activeFile, editedObject } = this.session.state;
    if (editedObject !== undefined && activeFile === editedObject) this.session.commandRunner.objectEditing.save();
    else this.applyFiles();
  }

  private applyFiles(): void {
    this.session.withTools((tools) => this.applyWith(tools));
  }

  /** At the start: what was applied when the page was last left is in the cluster again. */
  applyAtStart(): void {
    const { branch } = this.session.history;
    for (const { requests } of this.applied) {
      for (const request of requests) branch.request(request, { actor: 'user' });
    }
  }

  private applyWith(tools: Tools): void {
    const parsed = this.manifestFiles.map((file) => this.parse(tools, file));
    const problems = parsed.flatMap(tools.textProblems);
    if (problems.some((problem) => problem.severity === 'error')) {
      this.show({ problems });
      this.session.toast({ key: 'editor.notApplied', params: {} }, 'error');
      return;
    }
    const filled = parsed.filter(({ manifests }) => manifests.documents.length > 0);
    if (filled.length === 0) {
      this.session.toast({ key: 'editor.nothingToApply', params: {} }, 'error');
      return;
    }
    const answers: Answer[] = [];
    const names = filled.flatMap(({ file }) => ['-f', file.name]);
    this.session.commandRunner.run(['kubectl', 'apply', ...names], {
      failure: { key: 'editor.refused', params: {} },
      onResponse: (request, response) => answers.push({ request, response }),
      onEnd: () => {
        const refused = filled.flatMap((each) => tools.problemsOf(each, answers));
        this.remember(tools, filled, refused);
        this.session.save();
        this.show({ problems: [...problems, ...refused], removed: this.removedFrom(tools, parsed) });
        if (refused.length === 0) this.review();
      },
    });
  }

  deleteRemoved(): void {
    for (const { kind, namespace, name } of this.session.state.review.removed) {
      const flags = namespace === '' || namespace === 'default' ? [] : ['-n', namespace];
      this.session.commandRunner.run(['kubectl', 'delete', kind.toLowerCase(), name, ...flags]);
    }
    this.keepRemoved();
  }

  /** The texts no longer answer for what was removed from them. */
  keepRemoved(): void {
    const kept = new Set(this.session.state.review.removed.map(keyOf));
    const { owned } = this.appliedTexts.after(this.acts);
    this.appliedTexts.change(this.acts, { owned: new Map([...owned].filter(([key]) => !kept.has(key))) });
    this.show({ removed: [] });
  }

  // Reviewing

  /** Called every frame: now and then looks whether the cluster still is as the texts say. */
  followCluster(): void {
    if (++this.framesSinceReview < FOLLOW_EVERY || this.slices.isRunning) return;
    this.framesSinceReview = 0;
    if (this.session.cluster.revision() === this.reviewedRevision) return;
    this.reviewedRevision = this.session.cluster.revision();
    if (this.wishes() !== this.reviewedWishes) this.review();
  }

  /** Files that were what the cluster is, and are not any more, though their texts are the same. */
  private drifted(parsed: readonly ParsedFile[], objects: Review['objects']): readonly string[] {
    const drifted: string[] = [];
    for (const { file } of parsed) {
      const own = objects.filter((object) => object.file === file.name);
      if (own.length === 0) continue;
      if (own.every(({ verdict }) => verdict === 'matches')) this.matchingTexts.set(file.name, file.text);
      else if (this.matchingTexts.get(file.name) === file.text) drifted.push(file.name);
    }
    return drifted;
  }

  /** What the cluster is asked to be, of all that the texts describe: changes whenever one of these does. */
  private wishes(): string {
    const { objects, removed } = this.session.state.review;
    return [...objects, ...removed].map((object) => this.wish(object)).join('\n');
  }

  private wish(object: RemovedObject): string {
    const { uid, generation, resourceVersion, labels } = this.live(object)?.metadata ?? {};
    return `${uid} ${generation ?? resourceVersion} ${JSON.stringify(labels)}`;
  }

  /** Looks at the texts anew: at once when they are short, else piece by piece, so that the page answers meanwhile. */
  review(): void {
    this.framesSinceReview = 0;
    const { tools } = this.session;
    if (tools === undefined) return;
    this.reviewedRevision = this.session.cluster.revision();
    this.slices.start(this.reviewing(tools));
  }

  private *reviewing(tools: Tools): Generator<void, void> {
    const files = this.reviewedFiles;
    for (const file of files) {
      if (!this.parsed.has(file)) yield* tools.readDocuments(file, this.memoryOf(tools));
    }
    const parsed = files.map((file) => this.parse(tools, file));
    const problems: Problem[] = [];
    const wishes: string[] = [];
    const objects: Review['objects'][number][] = [];
    const announced = new Set(
      parsed
        .flatMap(({ manifests }) => manifests.documents.map(tools.identity))
        .flatMap(({ kind, name }) => (kind === 'Namespace' ? [name] : [])),
    );
    for (const each of parsed) {
      const inText = tools.textProblems(each);
      problems.push(...inText);
      if (inText.some((problem) => problem.severity === 'error')) continue;
      if (each.manifests.documents.length === 0) continue;
      for (const asked of tools.askServer(each, this.session.cluster, announced)) {
        problems.push(...asked.problems);
        objects.push(asked.object);
        wishes.push(this.wish(asked.object));
        yield;
      }
    }
    const advice = tools.regrets(parsed, this.session.state.frame.snapshot);
    problems.push(...advice.filter(({ severity }) => severity !== 'hint'));
    const hints = advice.filter(({ severity }) => severity === 'hint');
    this.reviewed = new Map(parsed.map(({ file }) => [file.name, file.text]));
    const { removed } = this.session.state.review;
    const drifted = this.drifted(parsed, objects);
    this.show({ problems, hints, objects, removed: removed.filter((object) => this.exists(object)), drifted });
    // What was asked first may be another by now.
    this.reviewedWishes = [...wishes, ...this.session.state.review.removed.map((object) => this.wish(object))].join(
      '\n',
    );
  }

  /** A file's text as the cluster has it: with its values where they differ, and without what it does not have. */
  clusterText(name: string): string | undefined {
    const { tools } = this.session;
    const parsed = this.parsedFiles().find(({ file }) => file.name === name);
    if (tools === undefined || parsed === undefined) return undefined;
    const objects = this.session.state.review.objects.filter(({ file }) => file === name);
    const sides = objects
      .filter(({ verdict }) => verdict === 'differs' || verdict === 'missing')
      .map((object) => ({
        identity: [object.apiVersion, object.kind, object.namespace, object.name].join(' '),
        differences: object.verdict === 'missing' ? null : object.differences,
      }));
    return tools.clusterText(parsed.file, sides);
  }

  /** Makes one of the changes that a review offered; nothing when the text is another one by now. */
  fix(name: string, { edits }: Fix): void {
    const text = this.textOf(name);
    const { tools } = this.session;
    if (tools !== undefined && text !== undefined && text === this.reviewed.get(name)) {
      this.edit(name, tools.applyEdits(text, edits));
    }
    this.review();
  }

  /** Makes the text of a file what the cluster is. */
  takeClusterText(name: string): void {
    const text = this.clusterText(name);
    if (text === undefined) return;
    this.edit(name, text);
    this.review();
  }

  /** Shows what is new about the texts; what is the same stays the same object, so that nothing is drawn again. */
  private show(part: Partial<Review>): void {
    const { review } = this.session.state;
    const next = { ...review, ...part };
    if (JSON.stringify(next) !== JSON.stringify(review)) this.session.set({ review: next });
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.slices.stop();
    this.timer = setTimeout(() => {
      this.review();
      if (!this.session.state.applyAsYouType) return;
      this.timer = setTimeout(() => this.applyIfValid(), APPLY_AFTER_MS - REVIEW_AFTER_MS);
    }, REVIEW_AFTER_MS);
  }

  private applyIfValid(): void {
    this.slices.finish();
    const { review, applyAsYouType } = this.session.state;
    if (!applyAsYouType || review.problems.some((problem) => problem.severity === 'error')) return;
    if (review.objects.some((object) => object.verdict !== 'matches')) this.applyFiles();
  }

  /** Remembers which objects come from texts, and how to bring them back at the next visit. */
  private remember(tools: Tools, parsed: readonly ParsedFile[], refused: readonly Problem[]): void {
    const accepted = parsed.filter(({ file }) => !refused.some((problem) => problem.file === file.name));
    const before = this.appliedTexts.after(this.acts);
    const objects = accepted.flatMap(({ manifests }) => manifests.documents.map(tools.identity));
    const names = new Set(accepted.map(({ file }) => file.name));
    this.appliedTexts.change(this.acts, {
      owned: new Map([...before.owned, ...objects.map((object) => [keyOf(object), object] as const)]),
      files: [
        ...before.files.filter((file) => !names.has(file.name) && this.textOf(file.name) !== undefined),
        ...accepted.map(({ file }) => ({ name: file.name, requests: tools.createRequests(file) })),
      ],
    });
  }

  private removedFrom(tools: Tools, parsed: readonly ParsedFile[]): readonly RemovedObject[] {
    const present = new Set(
      parsed.flatMap(({ manifests }) => manifests.documents.map((document) => keyOf(tools.identity(document)))),
    );
    const { owned } = this.appliedTexts.after(this.acts);
    return [...owned.values()].filter((object) => !present.has(keyOf(object)) && this.exists(object));
  }

  private exists(object: RemovedObject): boolean {
    const found = this.live(object);
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }

  private live({ apiVersion, kind, namespace, name }: RemovedObject): KubeObject | undefined {
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const resource = builtinResources.find((each) => each.kind === kind && each.group === group)?.resource;
    return resource === undefined ? undefined : this.session.cluster.live.get(resource, namespace, name);
  }

  private get acts(): readonly Act[] {
    return this.session.history.branch.acts;
  }

  private get files(): readonly EditorFile[] {
    return this.session.state.files;
  }

  /** The person's own: without the object that `kubectl edit` has opened. */
  get manifestFiles(): readonly EditorFile[] {
    const { editedObject } = this.session.state;
    return editedObject === undefined ? this.files : this.files.filter(({ name }) => name !== editedObject);
  }

  private add(files: readonly EditorFile[]): void {
    this.changeFiles([...this.files, ...files], files[0]?.name);
  }

  private changeFiles(files: readonly EditorFile[], activeFile?: string): void {
    this.session.set(activeFile === undefined ? { files } : { files, activeFile });
    this.session.save();
    this.schedule();
  }

  /** `name`, or `name-2` ... when there is such a file. */
  private freeName(name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let free = name;
    for (let number = 2; this.files.some((file) => file.name === free); number++)
      free = `${stem}-${number}${extension}`;
    return free;
  }

  private freePodName(): string {
    const isTaken = (name: string) => this.files.some((file) => file.text.includes(`name: ${name}\n`));
    let name = 'hello';
    for (let number = 2; isTaken(name); number++) name = `hello-${number}`;
    return name;
  }
}
