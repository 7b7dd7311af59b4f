import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { createClosedCluster } from '../engine/index.ts';
import type { Cluster, Decision, KubeObject, LogLine } from '../engine/index.ts';
import { createPictureStore, ownNamespaces, project } from '../scene/index.ts';
import type { NamespaceChoice, Phrase, PictureStore } from '../scene/index.ts';
import { Announcer } from './announcer.ts';
import { Branch } from './branch.ts';
import { clockTextShort } from './clock-text.ts';
import { Commands } from './commands.ts';
import { DamageCommands } from './damage-commands.ts';
import { FrameDriver } from './driver.ts';
import type { FrameDoor } from './driver.ts';
import { Editing } from './editing.ts';
import type { ClusterSize } from './asked-size.ts';
import { firstApplied, firstAppliedWith, firstFiles, firstFilesWith, objectsOf } from './first-visit.ts';
import { History } from './history.ts';
import { Linking } from './linking.ts';
import { recall, remember } from './persistence.ts';
import type { Language, Layout, SettingsStore, Theme } from './persistence.ts';
import type { CommandRunner, SessionPort } from './session-port.ts';
import type { ParsedFile } from './review.ts';
import { speeds } from './state.ts';
import type { Dock, Frame, PaneView, SessionState, Speed } from './state.ts';
import { Terminal } from './terminal.ts';
import { Timeline } from './timeline.ts';
import { TrafficCommands } from './traffic-commands.ts';
import { TrafficFeed } from './traffic-feed.ts';
import { loadTools } from './load-tools.ts';
import type { Tools } from './tools.ts';
import type { TextFiles } from './text-files.ts';

export interface SessionOptions {
  frames: FrameDoor;
  settings: SettingsStore | undefined;
  /** The browser's language, for those who have not chosen. */
  language: Language;
  /** Of the cluster of a first visit; without it three replicas on three nodes. */
  size?: ClusterSize;
  /** Needed from the start by who was here before (`wasHereBefore`): what they had applied is applied again. */
  tools?: Tools;
}

/** The language that was chosen here before. */
export function chosenLanguage(settings: SettingsStore | undefined): Language | undefined {
  return recall(settings).language;
}

/** Whether something was applied here before, which the cluster is to start with. */
export function wasHereBefore(settings: SettingsStore | undefined): boolean {
  return recall(settings).applied !== undefined;
}

/** Virtual ms within which a freshly applied cluster is expected to run, at the start. */
const START_LIMIT_MS = 120_000;
/** Virtual ms between two looks at whether it does. */
const START_LOOK_MS = 100;
/** Wall ms that may be spent on it before the first picture. */
const START_BUDGET_MS = 500;
/** Wall ms of one step of the start, and events after which the clock is asked whether they have passed. */
const START_STEP_MS = 4;
const START_CHUNK = 16;
/** Events that one step may run in search of the next change. */
const STEP_LIMIT = 50_000;
/** A step over more virtual time than this, ms, is told. */
const FAR_STEP_MS = 60_000;
/** Frames between two updates of the timeline's marks. */
const MARKS_EVERY = 12;
/** After saving a checkpoint, this many times as long passes until the next. */
const CHECKPOINT_REST = 100;
const TOAST_LIMIT = 2;

/**
 * One person's session: the cluster and its history, the clock, and everything that the page shows, in `store`. The
 * methods are what a person can do.
 */
export class Session implements SessionPort {
  readonly store: StoreApi<SessionState>;
  /** The same moment as `store` shows, drawn: tiles listen to it one by one. */
  readonly picture: PictureStore;
  readonly history: History;
  readonly terminal: Terminal;
  readonly editing: Editing;
  readonly linking: Linking;
  readonly commands: Commands;
  readonly requests: TrafficCommands;
  readonly damage: DamageCommands;
  readonly traffic: TrafficFeed;
  private loadedTools: Tools | undefined;
  private readonly driver: FrameDriver;
  readonly frames: FrameDoor;
  private readonly settings: SettingsStore | undefined;
  private readonly announcer = new Announcer();
  private timeline: Timeline;
  /** False at a first visit, whose objects are in the cluster before anything could be asked of it. */
  private readonly startsWithRequests: boolean;
  private seenRevision = 0;
  private seenDecision = 0;
  /** What a picture was drawn after: some decisions, as that a machine loses its power, change no object. */
  private drawnDecision = 0;
  private shownActs = 0;
  private framesSinceMarks = 0;
  /** The next frame is another moment, to which things fly all the same. */
  private fliesNext = false;
  /** Wall time, ms. */
  private nextCheckpointAt = 0;
  private nextToastId = 1;
  /** Virtual time at which the clock says 00:00. */
  private readonly origin: number;

  /** Makes a session in steps of a few ms of wall time, so that a page can do something else between them. */
  static *opening(options: SessionOptions): Generator<undefined, Session, undefined> {
    const cluster = bareCluster(options);
    yield;
    const session = new Session(options, cluster);
    yield;
    yield* session.startCluster();
    return session;
  }

  /** `opened`: the cluster that `opening` has made, and goes on with. */
  constructor(options: SessionOptions, opened?: Cluster) {
    const remembered = recall(options.settings);
    this.frames = options.frames;
    this.settings = options.settings;
    const { size } = options;
    const cluster = opened ?? bareCluster(options);
    const applied = size ? firstAppliedWith(size.replicas) : firstApplied;
    if (options.tools !== undefined) {
      this.loadedTools = options.tools;
      cluster.open(options.tools.apiFront);
    }
    if (remembered.applied === undefined) cluster.install(objectsOf(applied));
    this.origin = cluster.now();
    this.history = new History(Branch.start(cluster), () => this.followBranch());
    this.timeline = new Timeline(this.origin);
    const files = remembered.files ?? (size ? firstFilesWith(size.replicas) : firstFiles);
    const speed = speeds.find((each) => each === remembered.speed) ?? 1;
    this.store = createStore<SessionState>(() => ({
      frame: this.currentFrame(),
      now: cluster.now(),
      liveNow: cluster.now(),
      startTime: this.origin,
      earliest: this.origin,
      playing: true,
      speed,
      throttled: false,
      toolsReady: options.tools !== undefined,
      hasTraffic: false,
      marks: [],
      canUndo: false,
      canRedo: false,
      selection: undefined,
      view: 'cluster',
      namespaces: ownNamespaces,
      files,
      editedObject: undefined,
      activeFile: files.find((file) => file.name === remembered.activeFile)?.name ?? files[0]?.name ?? '',
      applyAsYouType: remembered.applyAsYouType ?? false,
      review: { problems: [], hints: [], objects: [], removed: [], drifted: [] },
      governed: undefined,
      origin: undefined,
      terminal: [],
      unfinishedLine: '',
      toasts: [],
      announcement: undefined,
      hintVisible: true,
      dock: 'terminal',
      layout: remembered.layout ?? { sizes: {}, collapsed: [] },
      theme: remembered.theme ?? 'system',
      language: remembered.language ?? options.language,
    }));
    this.picture = createPictureStore(project(cluster.live));
    this.terminal = new Terminal(this);
    this.editing = new Editing(this, remembered.applied ?? applied);
    this.linking = new Linking(this);
    this.startsWithRequests = remembered.applied !== undefined;
    this.commands = new Commands(this);
    this.requests = new TrafficCommands(this);
    this.damage = new DamageCommands(this);
    this.traffic = new TrafficFeed(this);
    this.driver = new FrameDriver(options.frames, {
      rate: () => this.rate(),
      now: () => this.history.now,
      advance: (ms, maxEvents) => this.advance(ms, maxEvents),
      publish: (throttled) => this.publish(throttled),
    });
    if (opened !== undefined) return;
    const steps = this.startCluster();
    while (steps.next().done !== true);
  }

  get state(): SessionState {
    return this.store.getState();
  }

  get cluster(): Cluster {
    return this.history.branch.cluster;
  }

  get commandRunner(): CommandRunner {
    return this.terminal;
  }

  get textFiles(): TextFiles {
    return this.editing.textFiles;
  }

  parsedFiles(): readonly ParsedFile[] {
    return this.editing.parsedFiles();
  }

  activateFile(name: string): void {
    this.editing.activate(name);
  }

  set(part: Partial<SessionState>): void {
    this.store.setState(part);
  }

  /** kubectl and the reader of YAML, once they are loaded. */
  get tools(): Tools | undefined {
    return this.loadedTools;
  }

  /** Loads kubectl and the reader of YAML: to be called when the picture is on the screen. Rejects when it cannot. */
  async loadTools(): Promise<Tools> {
    const tools = await loadTools();
    if (this.loadedTools === undefined) {
      this.loadedTools = tools;
      this.cluster.open(tools.apiFront);
      this.set({ toolsReady: true });
      this.editing.review();
    }
    return tools;
  }

  /** Does something that needs the tools: at once when they are there, else as soon as they are. */
  withTools(run: (tools: Tools) => void, fail: () => void = () => undefined): void {
    if (this.loadedTools !== undefined) run(this.loadedTools);
    else void this.loadTools().then(run, fail);
  }

  /** Lets the clock follow the page's frames. */
  start(): void {
    this.driver.start();
  }

  stop(): void {
    this.driver.stop();
  }

  // Time

  setPlaying(playing: boolean): void {
    this.set({ playing });
  }

  setSpeed(speed: Speed): void {
    this.set({ speed });
    this.save();
  }

  /** Stops the clock and moves to the next change; in the past to the next one that happened. */
  step(): void {
    this.set({ playing: false });
    const from = this.history.now;
    const next = this.history.nextChangeTime();
    if (next !== undefined) {
      this.history.look(next);
    } else {
      const { branch } = this.history;
      const before = branch.cluster.revision();
      for (let left = STEP_LIMIT; left > 0 && branch.cluster.revision() === before; left--) if (!branch.step()) break;
      this.terminal.resume();
    }
    const { now } = this.history;
    // In a cluster in which nothing happens the next change may be an hour away.
    if (now - from > FAR_STEP_MS)
      this.toast({ key: 'app.steppedFar', params: { time: clockTextShort(now - this.origin) } });
    this.publish(false);
  }

  /**
   * Stops the clock and runs the present on until something was decided that is wanted, or for `limitMs` of virtual time
   * at most; whether it was.
   */
  runUntil(isWanted: (decision: Decision) => boolean, limitMs: number): boolean {
    this.set({ playing: false });
    this.history.look(Infinity);
    const { branch } = this.history;
    const { cluster } = branch;
    const end = cluster.now() + limitMs;
    let last = cluster.decisionsSince(0).at(-1)?.id ?? 0;
    let isFound = false;
    for (let left = STEP_LIMIT; left > 0 && !isFound && cluster.now() < end; left--) {
      branch.advance(end - cluster.now(), 1);
      this.terminal.resume();
      const decided = cluster.decisionsSince(last);
      last = decided.at(-1)?.id ?? last;
      isFound = decided.some(isWanted);
    }
    // What happens at the same moment belongs to it.
    if (isFound) branch.advance(0, STEP_LIMIT);
    this.publish(false);
    return isFound;
  }

  /**
   * Looks at a moment, ms since the epoch; the clock stands while one looks around in the past. `flying`: what has another
   * place then flies there, as is right for the step after the one that is looked at.
   */
  look(time: number, flying = false): void {
    this.history.look(time);
    if (this.history.isPast) this.set({ playing: false });
    this.fliesNext = flying;
    this.publish(false);
  }

  /** Returns to the present, and lets it go on. */
  goLive(): void {
    this.history.look(Infinity);
    this.set({ playing: true });
    this.publish(false);
  }

  /** Takes back an act, by default the last one. */
  undo(actId?: number): void {
    const act = this.history.undo(actId);
    if (act === undefined) return;
    this.set({ toasts: this.state.toasts.filter((toast) => toast.act !== act.id) });
    const time = clockTextShort(this.history.now - this.origin);
    this.toast({ key: 'app.undone', params: { command: act.command, time } });
    this.publish(false);
  }

  redo(): void {
    const act = this.history.redo();
    if (act === undefined) return;
    this.toast({ key: 'app.redone', params: { command: act.command } }, 'info', act.id);
    this.publish(false);
  }

  /** What an act of a person means for the page: they have found out how. */
  afterAct(): void {
    if (this.state.hintVisible) this.set({ hintVisible: false });
  }

  // What is looked at

  setView(view: PaneView): void {
    if (view !== 'table') this.picture.setView(view);
    this.set({ view });
  }

  /** Shows the objects of other namespaces. */
  showNamespaces(namespaces: NamespaceChoice): void {
    this.set({ namespaces });
    const { picture } = this.picture.scene();
    this.picture.publish(project(this.state.frame.snapshot, picture, undefined, namespaces), true);
  }

  select(selection: SessionState['selection']): void {
    this.set({ selection });
    this.linking.showOrigin(selection);
  }

  setDock(dock: Dock): void {
    this.set({ dock });
  }

  logs(namespace: string, pod: string, container: string, previous: boolean): readonly LogLine[] | undefined {
    const lines = this.cluster.logs(namespace, pod, container, previous);
    return this.history.isPast ? lines?.filter((line) => line.time <= this.history.now) : lines;
  }

  /** An object as `kubectl get -o yaml` prints it; undefined while that is still being loaded. */
  yaml(object: KubeObject): string | undefined {
    return this.loadedTools?.toYaml(object);
  }

  // Messages and settings

  toast(phrase: Phrase, tone: 'info' | 'error' = 'info', undo?: number | (() => void)): void {
    const ofAct = typeof undo === 'number' ? { act: undo, undo: () => this.undo(undo) } : undefined;
    const toast = { id: this.nextToastId++, phrase, tone, ...(ofAct ?? (typeof undo === 'function' && { undo })) };
    this.set({ toasts: [...this.state.toasts, toast].slice(-TOAST_LIMIT) });
  }

  dismissToast(id: number): void {
    this.set({ toasts: this.state.toasts.filter((toast) => toast.id !== id) });
  }

  setTheme(theme: Theme): void {
    this.set({ theme });
    this.save();
  }

  setLanguage(language: Language): void {
    this.set({ language });
    this.save();
  }

  setLayout(layout: Layout): void {
    this.set({ layout });
    this.save();
  }

  /** Remembers for the next visit. */
  save(): void {
    const { activeFile, applyAsYouType, layout, theme, language, speed } = this.state;
    const files = this.editing.manifestFiles;
    const applied = this.editing.applied;
    remember(this.settings, { files, activeFile, applied, applyAsYouType, layout, theme, language, speed });
  }

  /** Shows at once what an act has changed, without waiting for a frame. */
  publish(throttled: boolean): void {
    this.saveCheckpoint();
    this.observe();
    const { state, history } = this;
    const changed: { -readonly [K in keyof SessionState]?: SessionState[K] } = {};
    const frame = this.currentFrame();
    const shown = state.frame;
    const isDecided = this.seenDecision !== this.drawnDecision;
    this.drawnDecision = this.seenDecision;
    if (
      isDecided ||
      frame.snapshot !== shown.snapshot ||
      frame.revision !== shown.revision ||
      frame.past !== shown.past
    ) {
      changed.frame = frame;
      this.draw(frame);
    }
    this.picture.setNow(history.now);
    if (state.now !== history.now) changed.now = history.now;
    if (state.liveNow !== history.liveNow) changed.liveNow = history.liveNow;
    if (state.throttled !== throttled) changed.throttled = throttled;
    if (state.hasTraffic !== this.traffic.isUsed) changed.hasTraffic = this.traffic.isUsed;
    const canUndo = history.branch.acts.length > 0;
    if (state.canUndo !== canUndo) changed.canUndo = canUndo;
    if (state.canRedo !== history.canRedo) changed.canRedo = history.canRedo;
    const said = this.announcer.next(this.frames.now());
    if (said !== undefined) changed.announcement = said;
    if (++this.framesSinceMarks >= MARKS_EVERY || this.shownActs !== history.branch.acts.length) {
      this.framesSinceMarks = 0;
      this.shownActs = history.branch.acts.length;
      changed.marks = this.timeline.marks();
      changed.earliest = history.earliest;
    }
    if (Object.keys(changed).length > 0) this.set(changed);
    this.editing.followCluster();
    this.linking.followCluster();
  }

  /** Keeps checkpoints, as long as that takes little of the time there is: a large cluster takes long to save. */
  private saveCheckpoint(): void {
    const start = this.frames.now();
    if (start < this.nextCheckpointAt || !this.history.branch.saveCheckpointIfDue()) return;
    const end = this.frames.now();
    this.nextCheckpointAt = end + (end - start) * CHECKPOINT_REST;
  }

  private rate(): number {
    const { playing, speed } = this.state;
    return playing ? speed : 0;
  }

  private advance(ms: number, maxEvents: number): boolean {
    if (this.history.isPast) {
      this.history.look(this.history.now + ms);
      return true;
    }
    const reached = this.history.branch.advance(ms, maxEvents);
    this.terminal.resume();
    return reached;
  }

  /** Draws a frame. Things fly when time went on by itself or by a step, not when another moment was chosen. */
  private draw(frame: Frame): void {
    const { snapshot: before, past } = this.state.frame;
    const follows = frame.snapshot === before && !past && !frame.past;
    const { picture } = this.picture.scene();
    const changes = follows ? this.cluster.changesSince(picture.revision) : undefined;
    this.picture.publish(project(frame.snapshot, picture, changes), !follows && !this.fliesNext);
    this.fliesNext = false;
  }

  private currentFrame(): Frame {
    const snapshot = this.history.snapshot();
    return { snapshot, revision: snapshot.revision, past: this.history.isPast };
  }

  /** Takes in what has changed since it last looked. */
  private observe(): void {
    const { cluster } = this;
    this.traffic.observe();
    const revision = cluster.revision();
    if (revision !== this.seenRevision) {
      const changes = cluster.changesSince(Math.max(this.seenRevision, cluster.compactedRevision())) ?? [];
      this.timeline.addChanges(changes);
      this.announcer.addChanges(changes);
      this.seenRevision = revision;
    }
    const decisions = cluster.decisionsSince(this.seenDecision);
    this.timeline.addDecisions(decisions);
    this.seenDecision = decisions.at(-1)?.id ?? this.seenDecision;
    const { acts } = this.history.branch;
    if (acts.length > this.shownActs) this.timeline.addActs(acts.slice(this.shownActs));
  }

  /** Another line of history is the current one: everything gathered from the old one is gathered anew. */
  private followBranch(): void {
    // A line of history that was left before the tools were there may be come back to.
    if (this.loadedTools !== undefined) this.cluster.open(this.loadedTools.apiFront);
    this.terminal.interruptAll();
    this.traffic.clear();
    this.timeline = new Timeline(this.origin);
    this.seenRevision = 0;
    this.seenDecision = 0;
    this.shownActs = 0;
    this.framesSinceMarks = MARKS_EVERY;
    this.observe();
    this.shownActs = -1;
    this.announcer.clear();
    // What counts as applied went back with the history.
    this.save();
  }

  /** Applies the files of the last visit, or the first ones, and runs until they run: a person sees a living cluster. */
  private *startCluster(): Generator<undefined, void, undefined> {
    if (this.startsWithRequests) this.editing.applyAtStart();
    const { branch } = this.history;
    const { cluster } = branch;
    const end = cluster.now() + START_LIMIT_MS;
    let nextLook = cluster.now();
    let spent = 0;
    let stepStart = this.frames.now();
    while (cluster.now() < end && spent < START_BUDGET_MS) {
      if (branch.advance(nextLook - cluster.now(), START_CHUNK)) {
        if (allReady(cluster)) break;
        nextLook += START_LOOK_MS;
      }
      const stepped = this.frames.now() - stepStart;
      if (stepped < START_STEP_MS) continue;
      spent += stepped;
      yield;
      stepStart = this.frames.now();
    }
    this.publish(false);
  }
}

/** What there is before anything was applied. */
function bareCluster({ size }: SessionOptions): Cluster {
  return createClosedCluster(size && { nodes: size.nodes });
}

/** Whether every Deployment has what it asks for; those that can never get there are given up on by the caller. */
function allReady(cluster: Cluster): boolean {
  const deployments = cluster.live.list('deployments');
  return deployments.every(
    ({ spec, status, metadata }) =>
      status.observedGeneration === metadata.generation &&
      status.updatedReplicas === spec.replicas &&
      (status.readyReplicas ?? 0) === spec.replicas,
  );
}
