import type { ImageBehaviour } from '../images/behaviour.ts';
import type { ProcessWorld, ScriptRun } from './shell/process.ts';

/**
 * Plays what containers are told to run: a shell and the programs that images have. A part of its own, because pages
 * start with containers that run nothing but their image's own server.
 */
export interface ScriptPlayer {
  /** Whether an image has a program of that name or path. */
  isInstalled(behaviour: ImageBehaviour, program: string): boolean;
  /** Whether it has it as a file, so that it can be run without a shell. */
  isExecutable(behaviour: ImageBehaviour, program: string): boolean;
  /** Plays a command line until `until` ms after its start; `stdin` is all that it can read. */
  play(world: ProcessWorld, until: number, argv: readonly string[], stdin?: string): ScriptRun;
}
