import type { ApiRequest } from '../engine/index.ts';

/** The part of `Storage` that is used; undefined where the browser refuses it. */
export type SettingsStore = Pick<Storage, 'getItem' | 'setItem'>;

export type Theme = 'light' | 'dark' | 'system';
export type Language = 'en' | 'ko';

export interface EditorFile {
  name: string;
  text: string;
}

/** What was applied from a file: the requests that create it anew. */
export interface AppliedFile {
  name: string;
  requests: readonly ApiRequest[];
}

export interface Layout {
  /** Sizes of the panels in px; undefined: as designed. */
  sizes: Readonly<Record<string, number>>;
  collapsed: readonly string[];
}

/** What is remembered from visit to visit. */
export interface Remembered {
  files: readonly EditorFile[];
  activeFile: string;
  /** What was last applied: the next visit starts with it. */
  applied: readonly AppliedFile[];
  applyAsYouType: boolean;
  layout: Layout;
  theme: Theme;
  /** Undefined until a person chooses: then the browser's. */
  language: Language | undefined;
  speed: number;
}

const KEY = 'podground';

/** What was remembered, as far as it can be read; nothing when there is nothing, or nothing of use. */
export function recall(store: SettingsStore | undefined): Partial<Remembered> {
  let value: unknown;
  try {
    value = JSON.parse(store?.getItem(KEY) ?? 'null');
  } catch {
    return {};
  }
  if (!isRecord(value)) return {};
  const remembered: Partial<Remembered> = {};
  if (isFiles(value['files']) && value['files'].length > 0) remembered.files = value['files'];
  if (typeof value['activeFile'] === 'string') remembered.activeFile = value['activeFile'];
  if (isApplied(value['applied'])) remembered.applied = value['applied'];
  if (typeof value['applyAsYouType'] === 'boolean') remembered.applyAsYouType = value['applyAsYouType'];
  if (isLayout(value['layout'])) remembered.layout = value['layout'];
  const { theme, language, speed } = value;
  if (theme === 'light' || theme === 'dark' || theme === 'system') remembered.theme = theme;
  if (language === 'en' || language === 'ko') remembered.language = language;
  if (typeof speed === 'number') remembered.speed = speed;
  return remembered;
}

/** Remembers for the next visit; a browser that refuses (private mode, full) is no reason to fail. */
export function remember(store: SettingsStore | undefined, value: Remembered): void {
  try {
    store?.setItem(KEY, JSON.stringify(value));
  } catch {
    // Nothing is lost but the convenience.
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFiles(value: unknown): value is EditorFile[] {
  return (
    Array.isArray(value) &&
    value.every(
      (file: unknown) => isRecord(file) && typeof file['name'] === 'string' && typeof file['text'] === 'string',
    )
  );
}

function isApplied(value: unknown): value is AppliedFile[] {
  return (
    Array.isArray(value) &&
    value.every(
      (file: unknown) =>
        isRecord(file) &&
        typeof file['name'] === 'string' &&
        Array.isArray(file['requests']) &&
        file['requests'].every((request: unknown) => isRecord(request) && request['verb'] === 'create'),
    )
  );
}

function isLayout(value: unknown): value is Layout {
  if (!isRecord(value)) return false;
  const { sizes, collapsed } = value;
  return (
    isRecord(sizes) &&
    Object.values(sizes).every((size) => typeof size === 'number' && Number.isFinite(size)) &&
    Array.isArray(collapsed) &&
    collapsed.every((name) => typeof name === 'string')
  );
}
