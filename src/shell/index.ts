export { createShell, type Shell, type ShellOptions } from './shell.ts';
export type { Completion } from './complete/complete.ts';
export { filesOfStore, memoryFiles, resolvePath, type FileKind, type Files, type TextStore } from './files.ts';
export type { Forward, Forwards } from './forwards.ts';
export type { ShellState, Variable } from './state.ts';
export type { OpenedText, ShellCluster } from './world.ts';
export { needsMoreLines } from '../engine/index.ts';
