import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importCycles } from './support/import-graph.ts';
import { codeOnly, importsOf } from './support/source-text.ts';

/**
 * Who may import whom. `value` means anything the other folder's index exports, `type` means types alone; the data
 * files (.json) of either may be imported directly, because an index that passed them on would load them for everyone.
 */
const mayImport: Readonly<Record<string, Readonly<Record<string, 'value' | 'type'>>>> = {
  engine: {},
  i18n: {},
  manifests: { engine: 'value' },
  scene: { engine: 'value' },
  kubectl: { engine: 'value', manifests: 'value' },
  shell: { engine: 'value', manifests: 'value', kubectl: 'value' },
  lessons: { engine: 'value', shell: 'value' },
  session: {
    engine: 'value',
    manifests: 'value',
    kubectl: 'value',
    shell: 'value',
    scene: 'value',
    lessons: 'value',
    i18n: 'value',
  },
  ui: { session: 'value', scene: 'value', i18n: 'value', engine: 'type', manifests: 'type' },
  headless: { engine: 'value', manifests: 'value', kubectl: 'value', shell: 'value' },
};

/** Files directly in src/: they may import every folder, through its index. */
const rootFiles = ['main.tsx', 'README.md'];

const engineFolders = ['api', 'kinds', 'controllers', 'scheduler', 'kubelet', 'network', 'images'];

/** The packages of the folders that must run without a page; the others may use what package.json has. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  engine: ['pure-rand'],
  manifests: ['yaml'],
  scene: [],
  kubectl: ['yaml'],
  shell: [],
  lessons: [],
};

/** Code that only ever runs in Node, outside the page's bundle. */
const nodeOnly = ['src/headless/', 'src/manifests/schema/'];

/** What would make two runs of the engine differ, or tie it to a page. Member names (`.fetch`) and keys are free. */
const forbiddenInEngine: readonly [name: string, pattern: RegExp][] = [
  ['Date.now', /\bDate\s*\.\s*now\b/],
  ['new Date() without an argument', /\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()/],
  ['the time zone of the machine', /\.\s*(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)\b/],
  ['the locale of the machine', /\.\s*(?:localeCompare|toLocale\w+)\b|(?<![\w$.])Intl\b/],
  ['Math.random', /\bMath\s*\.\s*random\b/],
  ['Promise, async or await', /(?<![\w$]|(?<!\.\.)\.)(?:Promise|async|await)\b(?!\s*\??:)/],
];

/** Globals of the page and of Node; a file may declare its own `document`, as JSON Patch calls what it changes. */
const globals = [
  'crypto',
  'document',
  'fetch',
  'globalThis',
  'localStorage',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'requestAnimationFrame',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
];

const usesGlobal = (code: string, name: string): boolean =>
  new RegExp(String.raw`(?<![\w$]|(?<!\.\.)\.)${name}\b(?!\s*\??:)`).test(code) &&
  !new RegExp(String.raw`\b(?:const|let|function)\s+${name}\b|[(,]\s*${name}\s*:`).test(code);

interface Source {
  /** The path from the top of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const topFolder = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';

const packageName = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

const isRelative = (specifier: string): boolean => specifier.startsWith('.');

const target = (source: Source, specifier: string): string =>
  posix.join(posix.dirname(source.path), specifier.replace(/\?.*$/, ''));

/** What is wrong with a source's imports, one sentence each. */
function importFaults(source: Source): readonly string[] {
  const from = topFolder(source.path);
  return importsOf(source.text).flatMap(({ specifier, typeOnly }) => {
    const fault = (why: string): string[] => [`${source.path} imports ${specifier}: ${why}`];
    if (!isRelative(specifier)) {
      const inNode = nodeOnly.some((folder) => source.path.startsWith(folder));
      if (specifier.startsWith('node:')) return inNode ? [] : fault('only code that never runs in a page may use Node');
      const allowed = packagesOf[from];
      return inNode || !allowed || allowed.includes(packageName(specifier)) ? [] : fault(`no package of ${from}`);
    }
    const path = target(source, specifier);
    if (!path.startsWith('src/')) return fault('outside src');
    const to = topFolder(path);
    if (to === from) return [];
    if (to === '') return fault('only index.html starts the composition root');
    const isData = path.endsWith('.json');
    if (from !== '') {
      const may = mayImport[from]?.[to];
      if (!may) return fault(`${from} may not import ${to}`);
      if (may === 'type' && !typeOnly && !isData) return fault(`${from} may import only types of ${to}`);
    }
    return isData || path === `src/${to}/index.ts` ? [] : fault(`the door of ${to} is src/${to}/index.ts`);
  });
}

/** The forbidden globals that an engine source names. */
function forbiddenNames(source: Source): readonly string[] {
  const code = codeOnly(source.text);
  return [
    ...forbiddenInEngine.filter(([, pattern]) => pattern.test(code)).map(([name]) => name),
    ...globals.filter((name) => usesGlobal(code, name)),
  ].map((name) => `${source.path} uses ${name}`);
}

/** The files that a source imports, of those given. */
const fileGraph = (sources: readonly Source[]): ReadonlyMap<string, readonly string[]> => {
  const known = new Set(sources.map((source) => source.path));
  return new Map(
    sources.map((source) => [
      source.path,
      importsOf(source.text)
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => target(source, specifier))
        .filter((path) => known.has(path)),
    ]),
  );
};

const sources: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .toSorted()
  .map((path) => `src/${path.split(sep).join('/')}`)
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const foldersIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

describe('the code', () => {
  it('has the folders of the architecture and no other', () => {
    const roots = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(foldersIn('src').filter((folder) => !(folder in mayImport))).toEqual([]);
    expect(foldersIn('src/engine').filter((folder) => !engineFolders.includes(folder))).toEqual([]);
    expect(roots.map((entry) => entry.name).filter((name) => !rootFiles.includes(name))).toEqual([]);
  });

  it('says in each folder what belongs there', () => {
    const folders = [
      ...foldersIn('src').map((folder) => `src/${folder}`),
      ...foldersIn('src/engine').map((folder) => `src/engine/${folder}`),
    ];
    expect(folders.filter((folder) => !existsSync(`${folder}/README.md`))).toEqual([]);
  });

  it('imports only what the architecture allows', () => {
    expect(sources.flatMap(importFaults)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(importCycles(fileGraph(sources))).toEqual([]);
  });

  it('keeps the engine deterministic and synchronous', () => {
    expect(sources.filter(({ path }) => topFolder(path) === 'engine').flatMap(forbiddenNames)).toEqual([]);
  });
});

describe('the check of imports', () => {
  const faults = (path: string, text: string): readonly string[] => importFaults({ path, text });

  it.each([
    ["import { x } from '../ui/index.ts';"],
    ["import type { X } from '../ui/index.ts';"],
    ["import {\n  type X,\n  y,\n} from '../ui/index.ts';"],
    ["export * from '../ui/index.ts';"],
    ["export { x } from '../ui/index.ts';"],
    ["import '../ui/index.ts';"],
    ["const ui = () => import('../ui/index.ts');"],
    ["import { x } from '../engine/clock.ts';"],
    ["import React from 'react';"],
    ["import { readFileSync } from 'node:fs';"],
    ["import { test } from '../../test/architecture.test.ts';"],
    ["import { start } from '../main.tsx';"],
  ])('refuses in scene: %s', (text) => {
    expect(faults('src/scene/index.ts', text)).toHaveLength(1);
  });

  it.each([
    ["import { createCluster } from '../engine/index.ts';"],
    ["import { layout } from './layout.ts';"],
    ["// import { x } from '../ui/index.ts';"],
    ['const text = "import { x } from \'../ui/index.ts\';";'],
    ["const text = `import x from '../ui/index.ts'; ${'`'}`;"],
  ])('accepts in scene: %s', (text) => {
    expect(faults('src/scene/index.ts', text)).toEqual([]);
  });

  it('lets ui have the types of the engine, not its values', () => {
    expect(faults('src/ui/dock/log.ts', "import type { Cluster } from '../../engine/index.ts';")).toEqual([]);
    expect(faults('src/ui/dock/log.ts', "import { type Cluster } from '../../engine/index.ts';")).toEqual([]);
    expect(faults('src/ui/dock/log.ts', "import { createCluster } from '../../engine/index.ts';")).toHaveLength(1);
  });

  it('lets only node code use node', () => {
    expect(faults('src/headless/shell.ts', "import { createInterface } from 'node:readline';")).toEqual([]);
    expect(faults('src/session/store.ts', "import { createInterface } from 'node:readline';")).toHaveLength(1);
  });
});

describe('the check of the engine', () => {
  const names = (text: string): readonly string[] => forbiddenNames({ path: 'src/engine/x.ts', text });

  it.each([
    ['Date.now()'],
    ['new Date()'],
    ['new Date'],
    ['Math.random()'],
    ['setTimeout(run, 1)'],
    ['const later: Promise<void> = run();'],
    ['async () => 1'],
    ['await run()'],
    ['fetch(url)'],
    ['[...window]'],
    ['const t = performance.now();'],
    ['crypto.randomUUID()'],
    ['`at ${Date.now()}`'],
    ['a.localeCompare(b)'],
    ['new Date(ms).getHours()'],
    ['globalThis.x'],
  ])('refuses %s', (text) => {
    expect(names(text)).not.toEqual([]);
  });

  it.each([
    ['new Date(milliseconds).toISOString()'],
    ["const reason = 'await Promise';"],
    ['// setTimeout would not be deterministic'],
    ['/* async */ const pattern = /await|fetch/;'],
    ['const { stabilizationWindowSeconds } = policy;'],
    ['policy.window + { window: 5 }.window'],
    ['function valueAt(document: unknown) { return document; }'],
    ['`the process ${name} has ended`'],
  ])('accepts %s', (text) => {
    expect(names(text)).toEqual([]);
  });
});

describe('the check of cycles', () => {
  it('finds each cycle once and leaves a diamond alone', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
      ['x', ['y']],
      ['y', ['z', 'a']],
      ['z', ['x']],
      ['self', ['self']],
    ]);
    expect(importCycles(graph)).toEqual([['x', 'y', 'z'], ['self']]);
  });
});

describe('reading code', () => {
  it.each([
    ["const s = 'it\\'s'; // gone", "const s = '     ';        "],
    ['const r = /[/"]/g.test(a) / b;', 'const r =       g.test(a) / b;'],
    ['`a ${ `b ${c}` } d`', '`  ${ `  ${c}` }  `'],
    ['<p>{a}</p>', '<p>{a}</p>'],
    ['`\\${x} $y ${ { z } }`', '`         ${ { z } }`'],
  ])('keeps only the code of %s', (source, code) => {
    expect(codeOnly(source)).toBe(code);
  });
});
